"""Rights over the interface for programs: it reads and computes, keeps nothing, and is open to everybody."""

from agathe_web.rights import anyone

can_program = anyone
