"""Words that say nothing about the experience by themselves: function words, fillers and the small talk of reviews.

Only words that could become keywords stand here: single characters are dropped by rule (see `keywords`).
"""

from __future__ import annotations

from typing import Final

_CHINESE: Final = """
我们 你们 他们 她们 它们 咱们 自己 别人 人家 大家 本人 个人 有人 某人 这个 那个 这些 那些 这样 那样 这种 那种 这么
那么 这里 那里 这边 那边 这次 那次 这是 那是 什么 怎么 怎样 怎么样 为什么 为何 哪里 哪个 哪些 多少 几个 是否 如何
何时 谁的 但是 可是 不过 然而 只是 而且 并且 以及 或者 还是 因为 所以 因此 由于 于是 如果 假如 要是 只要 只有 除非
虽然 虽说 尽管 即使 就算 不管 无论 既然 否则 不然 然后 接着 随后 最后 之后 以后 之前 以前 后来 首先 其次 另外 此外
同时 其中 其实 其它 其他 其余 当时 当然 目前 现在 刚才 刚刚 已经 曾经 正在 将要 马上 立刻 一直 一向 一下 一下子 一点
一点点 一些 一样 一般 一个 一种 一次 一定 一起 一边 一旦 一共 两个 两次 三个 几次 几天 每个 每次 每天 有些 有点
有点儿 有时 有时候 有的 非常 十分 特别 相当 比较 更加 越来越 最为 极其 稍微 略微 几乎 差不多 大概 大约 可能 也许
或许 好像 似乎 看来 看起来 的确 确实 真的 真是 实在 完全 根本 简直 居然 竟然 到底 究竟 毕竟 反正 总之 总体 总的来说
整体 基本 基本上 主要 终于 仍然 依然 还有 还要 还会 还能 只能 只好 只会 就是 就会 就要 都是 都会 都有 也是 也会 也有
也没 又是 没有 没法 不是 不能 不会 不要 不用 不可 不得 不同 不仅 不但 不只 不知 不知道 可以 能够 应该 应当 必须 需要
愿意 想要 希望 觉得 感觉 认为 以为 知道 看到 听到 发现 出现 进行 开始 继续 成为 变成 作为 作出 做出 使用 有关 关于
对于 至于 根据 按照 通过 经过 随着 为了 除了 除此之外 包括 比如 例如 譬如 比方 等等 之类 方面 部分 情况 时候 时间
东西 事情 问题 地方 样子 结果 原因 出来 起来 下来 上来 过来 过去 出去 进去 回来 下去 上去 里面 外面 上面 下面 前面
后面 中间 旁边 左右 以上 以下 以内 以外 之间 之一 今天 昨天 明天 前天 今年 去年 明年 上次 下次 本次 此次 第一 第二
第一次 第二次 上午 下午 晚上 早上 中午 小时 分钟 几分钟 半天 好久 很久 谢谢 感谢 多谢 辛苦 请问 您好 你好 哈哈
哈哈哈 呵呵 嘿嘿 好吧 是的 对的 嗯嗯 啊啊 加油 老板 亲亲 可能会 来说 说是 说话 告诉 的话 而已 罢了 什么样 任何 所有
全部 各种 各个 许多 很多 不少 那种 那天 这天 当天 此外 况且 何况 甚至 乃至 起码 至少 至多 最多 最少 还算 算是 个别
尤其 尤其是 特意 专门 有没有 是不是 能不能 会不会 要不要 好不好 对不对 没什么 没想到 想不到 买了 用了 来了 也好
很快就
"""

_ENGLISH: Final = """
about above after again all also am an and any are as at be because been before being below between both but by can
cannot could did do does doing down during each even ever few for from further get got had has have having he her
here hers him his how if in into is it its itself just like me more most much my no nor not now of off on once only
or other our ours out over own really same she should so some such than that the their them then there these they
this those through to too under until up us very was we were what when where which while who whom why will with
would you your yours
"""

STOP_WORDS: Final = frozenset((_CHINESE + _ENGLISH).split())
