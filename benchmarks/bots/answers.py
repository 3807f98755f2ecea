"""Answers of the corpus: drawn from a latent attitude, or from nothing."""

from random import Random
from typing import Any

from benchmarks.bots.survey import ITEMS, Item

SUBJECTS = (
    "物流",
    "客服",
    "店员",
    "包装",
    "价格",
    "质量",
    "口味",
    "尺码",
    "退货",
    "安装",
    "停车",
    "排队",
    "会员积分",
    "小程序",
)
JUDGEMENTS = ("有点慢", "挺好的", "一般般", "比以前好多了", "不太满意", "可以再便宜点", "很耐心", "太复杂了",
              "没什么问题", "超出预期", "说不清楚", "希望改进")  # fmt: skip
DETAILS = ("上周来的时候等了二十多分钟", "给我妈买的她很喜欢", "第三次买了", "打电话一直占线", "朋友推荐来的",
           "周末人太多", "送到的时候盒子压坏了", "店里的灯有点暗", "优惠券用不了", "换了一次才合适", "离家近所以常来",
           "说明书看不懂")  # fmt: skip
FILLERS = ("", "，总的来说", "，另外", "，还有就是", "，不过", "，感觉")
SHORT = ("没有", "挺好", "不错", "无", "暂时没有", "都好")


def attitude_answers(random: Random, *, consistency: float = 0.75, reads: float = 0.98) -> dict[str, Any]:
    """Items that share one attitude; `consistency` is the part of it in each item's variance, which sets the alpha.

    `reads` is the chance that the trap question is answered as asked and the reversed row the other way round.
    """
    attitude = random.gauss(0.6, 1)
    answers: dict[str, Any] = {}
    for item in ITEMS:
        if item.kind == "matrix_single":
            answers[item.name] = _table(random, item, attitude, consistency, reads)
        elif item.kind in {"nps", "csat", "ces"}:
            answers[item.name] = item.options[_step(random, attitude, consistency, len(item.options))]
        elif item.asked.expected is not None:
            answers[item.name] = item.asked.expected if random.random() < reads else random.choice(item.options)
        elif item.kind == "multiple":
            answers[item.name] = sorted(random.sample(item.options, random.choice((1, 1, 2, 2, 3))))
        elif item.options:
            answers[item.name] = item.options[min(int(random.expovariate(0.6)), len(item.options) - 1)]
    return answers


def uniform_answers(random: Random) -> dict[str, Any]:
    """Every option as likely as every other."""
    answers: dict[str, Any] = {}
    for item in ITEMS:
        if item.kind == "matrix_single":
            answers[item.name] = {row: random.choice(item.options) for row in item.asked.rows}
        elif item.kind == "multiple":
            answers[item.name] = sorted(random.sample(item.options, random.randint(1, len(item.options))))
        elif item.options:
            answers[item.name] = random.choice(item.options)
    return answers


def own_text(random: Random) -> str:
    """A remark put together by chance: mostly short, sometimes long, often nothing."""
    if random.random() < 0.3:
        return ""
    if random.random() < 0.3:
        return random.choice(SHORT)
    parts = [random.choice(SUBJECTS) + random.choice(JUDGEMENTS) for _part in range(random.choice((1, 1, 2, 3)))]
    if random.random() < 0.5:
        parts.insert(random.randrange(len(parts) + 1), random.choice(DETAILS))
    return "".join(part + (random.choice(FILLERS) if at + 1 < len(parts) else "") for at, part in enumerate(parts))


TEMPLATES = (
    "整体体验非常{a}，特别是{s}方面给我留下了深刻的印象，服务人员专业且热情，希望贵店能够继续保持并不断优化{t}。",
    "作为一名长期顾客，我认为贵店的{s}表现{a}，但在{t}方面仍有一定的提升空间，建议进一步加强相关培训。",
    "本次购物过程十分{a}，从{s}到{t}的每一个环节都能感受到用心，期待未来能够推出更多优惠活动。",
    "综合来看，{s}与{t}均达到了我的预期，整体感受{a}，如果能够缩短等待时间就更加完美了。",
)


def generated_text(random: Random) -> str:
    """What a generator writes from a handful of prompts: long, smooth, and the same few sentences again and again."""
    subject, topic = random.sample(SUBJECTS, 2)
    return random.choice(TEMPLATES).format(a=random.choice(("满意", "愉快", "出色", "顺畅")), s=subject, t=topic)


def _table(random: Random, item: Item, attitude: float, consistency: float, reads: float) -> dict[str, str]:
    places = {row: _step(random, attitude, consistency, 5) for row in item.asked.rows}
    for row, opposite in item.asked.pairs:
        if random.random() < reads:
            places[opposite] = max(0, min(4, 4 - places[row] + random.choice((-1, 0, 0, 1))))
    return {row: item.options[place] for row, place in places.items()}


def _step(random: Random, attitude: float, consistency: float, steps: int) -> int:
    value = consistency**0.5 * attitude + (1 - consistency) ** 0.5 * random.gauss(0, 1)
    return max(0, min(steps - 1, round((value + 2.2) / 4.4 * (steps - 1))))
