"""The types of questions, by name."""

from collections.abc import Mapping

from surveys.domain.questions.base import AnswerError, Question, QuestionType, Taken
from surveys.domain.questions.types.captcha import Captcha
from surveys.domain.questions.types.choosing import Cascade, Dropdown, Multiple, Picture, Single, YesNo
from surveys.domain.questions.types.consent import Consent, ConsentContact
from surveys.domain.questions.types.constant_sum import ConstantSum
from surveys.domain.questions.types.display import ImageDisplay, Statement, Video
from surveys.domain.questions.types.figures import Date, DateRange, Number, Slider, Time
from surveys.domain.questions.types.files import File, Image, Signature
from surveys.domain.questions.types.kano import Kano
from surveys.domain.questions.types.known import Calculated, Hidden
from surveys.domain.questions.types.location import Location
from surveys.domain.questions.types.matrices import (
    MatrixDropdown,
    MatrixMultiple,
    MatrixNps,
    MatrixRating,
    MatrixSingle,
    MatrixSlider,
    MatrixText,
    Semantic,
)
from surveys.domain.questions.types.maxdiff import MaxDiff
from surveys.domain.questions.types.personal import Email, IdNumber, Phone
from surveys.domain.questions.types.ranking import Ranking
from surveys.domain.questions.types.region import Region
from surveys.domain.questions.types.scores import Ces, Csat, Emotion, Nps, Rating
from surveys.domain.questions.types.side_by_side import SideBySide
from surveys.domain.questions.types.writing import Blanks, LongText, Sentence, ShortText

_KINDS: tuple[QuestionType, ...] = (
    # One or several out of a few.
    Single(),
    Multiple(),
    Dropdown(),
    Picture(),
    Cascade(),
    YesNo(),
    # Words and figures.
    ShortText(),
    LongText(),
    Blanks(),
    Sentence(),
    Number(),
    Slider(),
    Date(),
    Time(),
    DateRange(),
    Phone(),
    Email(),
    IdNumber(),
    # Scales.
    Nps(),
    Csat(),
    Ces(),
    Rating(),
    Emotion(),
    # Comparing.
    Ranking(),
    ConstantSum(),
    MaxDiff(),
    Kano(),
    # Tables.
    MatrixSingle(),
    MatrixMultiple(),
    MatrixRating(),
    MatrixSlider(),
    MatrixText(),
    MatrixDropdown(),
    MatrixNps(),
    SideBySide(),
    Semantic(),
    # Places and files.
    File(),
    Image(),
    Signature(),
    Region(),
    Location(),
    # Consent, and what is only shown or known.
    Consent(),
    ConsentContact(),
    Statement(),
    Video(),
    ImageDisplay(),
    Hidden(),
    Calculated(),
    Captcha(),
)
QUESTION_TYPES: Mapping[str, QuestionType] = {kind.name: kind for kind in _KINDS}

__all__ = ["QUESTION_TYPES", "AnswerError", "Question", "QuestionType", "Taken"]
