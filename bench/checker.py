"""How fast texts are checked, as a ratio to a floor measured in the same run: `python -m bench.checker`.

The floor is what no checker can do without: normalising with an offset map and one pass of a re2.Set
over the pack's word lists and expressions.
"""

import re
import statistics
import time
from collections.abc import Callable

import re2

from planner.compliance.atoms import SET_MEMORY, options
from planner.compliance.engine import check_text
from planner.compliance.loader import load_pack
from planner.compliance.normalize import normalise
from planner.compliance.pack import Pack

ROUNDS = 40
PLAN = 10_000
FIELD = 300
GOAL = 2.5


def sample(length: int) -> str:
    """A plan-like text of own wording: tame passages, and every few lines one that rules ask about."""
    tame = (
        "在片区内六家二级以上医院开展重度哮喘规范化诊疗的疾病教育，由医学部提供经审批的资料。\n",
        "会后用问卷了解医务人员对指南要点的掌握程度，正确率目标为百分之八十，每季度汇总一次。\n",
        "按医院公布的流程在指定部门登记后递交资料，回答书面问询，记录拜访情况。\n",
        "1. 获知任何疑似不良反应，当天记录四项信息并在二十四小时内上报药物警戒部门。\n",
        "严禁以任何形式赠送礼品或安排旅游，不统计医生个人处方，不承担销售任务。\n",
    )
    hot = (
        "四季度完成销售额五百万元，缺口分解到每名代表。\n",
        "会上巧妙引出新产品，为后续推广埋下伏笔。\n",
        "对重点医生按处方量给予返点，争取药事会委员的支持票。\n",
    )
    lines: list[str] = []
    total = number = 0
    while total < length:
        line = hot[number // 15 % len(hot)] if number % 15 == 14 else tame[number % len(tame)]
        lines.append(line)
        total += len(line)
        number += 1
    return "".join(lines)[:length]


def milliseconds(work: Callable[[], object], rounds: int) -> float:
    """Median processor time of one call; the clock on the wall would count what other programs do."""
    work()
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times) * 1000


def whole_set(pack: Pack) -> re2.Set:
    """One re2.Set over every list and expression of the pack, as the floor wants it."""
    every = re2.Set.SearchSet(options=options(SET_MEMORY))
    for atom in pack.compiled.vocabulary.atoms:
        every.Add(atom.source or "|".join(re.escape(word) for word in sorted(atom.words)))
    every.Compile()
    return every


def main() -> None:
    start = time.process_time()
    pack = load_pack()
    _ = pack.compiled
    loading = time.process_time() - start
    floor_set = whole_set(pack)
    atoms = pack.compiled.vocabulary.atoms
    words = len({word for atom in atoms for word in atom.words})
    print(f"pack {pack.name} {pack.version}: {len(pack.rules)} rules, {len(atoms)} lists of {words} words, loaded in {loading:.2f} s")
    for name, length, rounds in (("plan", PLAN, ROUNDS), ("field", FIELD, ROUNDS * 20)):
        text = sample(length)
        cold_start = time.process_time()
        report = check_text(text, pack)
        cold = (time.process_time() - cold_start) * 1000
        check = milliseconds(lambda text=text: check_text(text, pack), rounds)
        floor = milliseconds(lambda text=text: floor_set.Match(normalise(text).text.encode()), rounds)
        ratio = check / floor
        verdict = "within" if ratio <= GOAL else "above"
        print(
            f"{name} of {length:>6} characters: {check:8.3f} ms (first time {cold:.1f}), floor {floor:8.3f} ms, "
            f"ratio {ratio:.2f} ({verdict} {GOAL}), {len(report.findings)} findings, {len(report.silences)} silences"
        )


if __name__ == "__main__":
    main()
