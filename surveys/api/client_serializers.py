"""Shapes of the open calls of pages and SDKs."""

from rest_framework import serializers

from surveys.enums import AttemptState, Outcome

LINK_HELP = "The token of a link, or its full address."
TEXT_LIMIT = 500
TRAJECTORY_LIMIT = 64 * 1024


class VisitInput(serializers.Serializer):
    """What may come with answers beside them; all of it is optional."""

    url = serializers.DictField(required=False, help_text="Parameters of the address that the survey was opened with.")
    device = serializers.CharField(max_length=64, required=False, allow_blank=True, help_text="Names the device.")
    person = serializers.CharField(
        max_length=200, required=False, allow_blank=True, help_text="Names the respondent to you; kept as a keyed hash."
    )
    referrer = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    screen = serializers.CharField(max_length=20, required=False, allow_blank=True, help_text="For example 390x844@3.")
    access_pass = serializers.CharField(
        max_length=TEXT_LIMIT, required=False, allow_blank=True, help_text="What the password of the survey has given."
    )
    test = serializers.BooleanField(required=False, default=False, help_text="A test counts nowhere.")
    from_page = serializers.BooleanField(
        required=False, default=False, help_text="Sent by our own page: unknown names are dropped instead of refused."
    )


class ClientAnswersInput(VisitInput):
    link = serializers.CharField(max_length=TEXT_LIMIT, help_text=LINK_HELP)
    answers = serializers.JSONField(help_text="An object with a member for each question: its key, or `key@item`.")
    idempotency_key = serializers.CharField(
        max_length=64,
        required=False,
        help_text="Of your choice, one for each respondent and visit. A repeat with it gives the first response again.",
    )
    language = serializers.CharField(max_length=10, required=False, help_text="The language that was answered in.")
    version = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, required=False, help_text="The version that was shown; the newest without it."
    )
    timings = serializers.DictField(required=False, help_text="Milliseconds by question, as the page measured them.")
    trajectory = serializers.CharField(
        max_length=TRAJECTORY_LIMIT, required=False, allow_blank=True, help_text="How it was filled in, as packed."
    )
    saved = serializers.BooleanField(required=False, default=False, help_text="Answers were saved on the way.")


class ClientAcceptedOutput(serializers.Serializer):
    id = serializers.UUIDField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    ending = serializers.CharField(allow_blank=True, help_text="The id of the ending to show.")


class ClientSurveyOutput(serializers.Serializer):
    token = serializers.CharField()
    version = serializers.IntegerField()
    organization = serializers.CharField()
    language = serializers.CharField()
    languages = serializers.ListField(child=serializers.CharField())
    definition = serializers.JSONField(help_text="As published; {organization} stands for the organisation's name.")


class UnlockInput(serializers.Serializer):
    password = serializers.CharField(max_length=200, trim_whitespace=False)


class UnlockOutput(serializers.Serializer):
    access_pass = serializers.CharField(help_text="Send it with answers; good for twelve hours.")


class AttemptInput(VisitInput):
    link = serializers.CharField(max_length=TEXT_LIMIT, help_text=LINK_HELP)
    answers = serializers.DictField(help_text="All answers so far; what identifies a person is encrypted.")
    edition = serializers.IntegerField(
        min_value=1, max_value=2**53, help_text="Counts up with each save; an older one than is kept changes nothing."
    )
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    page = serializers.CharField(
        max_length=100,
        required=False,
        allow_blank=True,
        help_text="The page up to which everything was asked: quotas are decided as far as there.",
    )
    language = serializers.CharField(max_length=10, required=False, allow_blank=True)


class FullOutput(serializers.Serializer):
    quota = serializers.CharField()
    do = serializers.CharField(help_text="end, screen_out or redirect")
    ending = serializers.CharField(allow_blank=True)


class SavedOutput(serializers.Serializer):
    saved_at = serializers.DateTimeField()
    edition = serializers.IntegerField(help_text="The edition that is kept.")
    quota_left = serializers.DictField(
        child=serializers.IntegerField(), required=False, help_text="Seats by quota, where the survey has any."
    )
    full = FullOutput(required=False, help_text="There is no seat for these answers: hand them in as they are.")


class AttemptOutput(serializers.Serializer):
    state = serializers.ChoiceField(choices=AttemptState.choices)
    version = serializers.IntegerField()
    edition = serializers.IntegerField()
    answers = serializers.DictField(help_text="Without those that identify a person.")
    private = serializers.ListField(
        child=serializers.CharField(), help_text="Names of those that do: they are kept and never given back."
    )
    url = serializers.DictField(child=serializers.CharField())
    page = serializers.CharField(allow_blank=True)
    language = serializers.CharField(allow_blank=True)
    saved_at = serializers.DateTimeField()
