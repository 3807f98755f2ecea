from django.db import models
from django.utils.translation import gettext_lazy as _

# The source of comments to the organisation's own surveys. Nobody else may write under it.
OWN_SURVEYS = "survey"


class FeedbackKind(models.TextChoices):
    COMMENT = "comment", _("Survey comment")
    REVIEW = "review", _("Review")
    APPENDED_REVIEW = "appended_review", _("Appended review")
    OFFICIAL_REPLY = "official_reply", _("Official reply")
    CHAT = "chat", _("Chat")
    CALL = "call", _("Call")
    SOCIAL = "social", _("Social media")
    TICKET = "ticket", _("Ticket")


class Polarity(models.TextChoices):
    POSITIVE = "positive", _("Positive")
    NEUTRAL = "neutral", _("Neutral")
    NEGATIVE = "negative", _("Negative")
