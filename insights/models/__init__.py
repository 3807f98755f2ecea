from insights.models.feedback import Feedback, FeedbackAnalysis
from insights.models.score import DailyRollup, ScoreFact

__all__ = ["DailyRollup", "Feedback", "FeedbackAnalysis", "ScoreFact"]
