"""Addresses of accounts."""

from django.urls import path

from agathe_web.accounts import views, views_account, views_data, views_factor, views_provider

app_name = "accounts"
urlpatterns = [
    path("", views_account.account, name="account"),
    path("connexion/", views.sign_in, name="sign_in"),
    path("connexion/code/", views.second_step, name="second_step"),
    path("deconnexion/", views.sign_out, name="sign_out"),
    path("deconnexion/partout/", views_account.sign_out_everywhere, name="sign_out_everywhere"),
    path("inscription/", views.sign_up, name="sign_up"),
    path("inscription/suite/", views.sign_up_done, name="sign_up_done"),
    path("confirmer/", views_account.verify_again, name="verify_again"),
    path("confirmer/<str:token>/", views_account.verify, name="verify"),
    path("profil/", views_account.details, name="details"),
    path("mot-de-passe/", views_account.password, name="password"),
    path("mot-de-passe/oublie/", views.forgotten, name="forgotten"),
    path("mot-de-passe/oublie/suite/", views.forgotten_done, name="forgotten_done"),
    path("mot-de-passe/nouveau/<str:token>/", views.reset, name="reset"),
    path("adresse/", views_account.email, name="email"),
    path("adresse/<str:token>/", views_account.email_confirm, name="email_confirm"),
    path("deux-etapes/", views_factor.second_factor, name="second_factor"),
    path("deux-etapes/secours/", views_factor.recovery_codes, name="recovery_codes"),
    path("deux-etapes/secours/refaire/", views_factor.recovery_renew, name="recovery_renew"),
    path("deux-etapes/retirer/", views_factor.factor_remove, name="factor_remove"),
    path("donnees/", views_data.export, name="export"),
    path("effacer/", views_data.erase, name="erase"),
    path("efface/", views_data.erased, name="erased"),
    path("fournisseur/", views_provider.start, name="provider"),
    path("fournisseur/retour/", views_provider.come_back, name="provider_return"),
]
