"""Every model that is not a tenant model, with the reason. A test compares this list with the models."""

GLOBAL_MODELS = {
    "accounts.User": "signs in before an organisation is known",
    "accounts.Organization": "the organisations themselves; name and slug only",
    "accounts.Membership": "answers which organisations a user may enter; role only",
    "accounts.Invitation": "is accepted by someone who is not a member yet; address and role only",
    "accounts.ApiKey": "names the organisation of a request; a hash, no content",
    "surveys.SurveyLink": "names the organisation of a respondent's link; token and ids only",
    "events.Delivery": "what the relay still has to hand over, for all organisations; ids and states only",
    "auth.Group": "shipped by Django, unused",
    "auth.Permission": "shipped by Django, unused",
    "contenttypes.ContentType": "names of models",
    "sessions.Session": "signed-in browsers",
    "account.EmailAddress": "addresses of users",
    "account.EmailConfirmation": "addresses of users",
    "mfa.Authenticator": "second factors of users",
    "usersessions.UserSession": "signed-in browsers of users",
}
