from insights.models.feedback import Feedback, FeedbackAnalysis
from insights.models.score import DailyRollup, ScoreFact
from insights.models.upload import FeedbackUpload

__all__ = ["DailyRollup", "Feedback", "FeedbackAnalysis", "FeedbackUpload", "ScoreFact"]
