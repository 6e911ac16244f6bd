"""Django's forms for users, made for our user model."""

from __future__ import annotations

from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm

from clicktocall.accounts.models import User


class NewUserForm(AdminUserCreationForm[User]):
    class Meta(AdminUserCreationForm.Meta):
        model = User


class UserForm(UserChangeForm[User]):
    class Meta(UserChangeForm.Meta):
        model = User
