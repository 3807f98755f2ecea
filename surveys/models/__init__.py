from surveys.models.access import SurveyAccess
from surveys.models.attempt import Attempt
from surveys.models.brand import BrandKit, Picture
from surveys.models.collector import Collector, SurveyLink
from surveys.models.quota import QuotaCell, Reservation
from surveys.models.response import Response
from surveys.models.survey import Survey, SurveyVersion
from surveys.models.trajectory import Fingerprint, FingerprintKind, Trajectory
from surveys.models.upload import Upload

__all__ = [
    "Attempt",
    "BrandKit",
    "Collector",
    "Fingerprint",
    "FingerprintKind",
    "Picture",
    "QuotaCell",
    "Reservation",
    "Response",
    "Survey",
    "SurveyAccess",
    "SurveyLink",
    "SurveyVersion",
    "Trajectory",
    "Upload",
]
