from surveys.models.collector import Collector, SurveyLink
from surveys.models.response import Response
from surveys.models.survey import Survey, SurveyVersion

__all__ = ["Collector", "Response", "Survey", "SurveyLink", "SurveyVersion"]
