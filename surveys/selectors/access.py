"""Reads of who may answer a survey."""

from surveys.models import Survey, SurveyAccess


def access_detail(survey: Survey) -> SurveyAccess:
    """The rules of a survey; an unsaved row that sets none where nothing was set."""
    return SurveyAccess.objects.filter(survey=survey).first() or SurveyAccess(survey=survey)
