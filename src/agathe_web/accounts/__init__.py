"""Accounts: who people are, how they sign in, the roles they hold, and what the law lets them take away or erase."""
