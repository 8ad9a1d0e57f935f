"""Characters that pass for others: letters of other scripts and styles, radicals, odd digits, old and foreign forms.

What Unicode's own compatibility folding (NFKC) does not know. Written by hand from the names and pictures of the code charts.
"""

import unicodedata
from functools import cache

from opencc import OpenCC

_STYLED = (
    (0x1D00, 0x1D2F, "LATIN LETTER SMALL CAPITAL "),
    (0x0262, 0x02B0, "LATIN LETTER SMALL CAPITAL "),
    (0xA730, 0xA7FB, "LATIN LETTER SMALL CAPITAL "),
    (0x1F150, 0x1F16A, "NEGATIVE CIRCLED LATIN CAPITAL LETTER "),
    (0x1F170, 0x1F18A, "NEGATIVE SQUARED LATIN CAPITAL LETTER "),
    (0x1F1E6, 0x1F200, "REGIONAL INDICATOR SYMBOL LETTER "),
)
_PAIRS = (
    # Cyrillic, capital and small
    "АAВBЕEКKМMНHОOРPСCТTУYХXІIЅSЈJԚQԜWҮYҺHԌGЗ3"
    "аaеeоoрpсcуyхxіiѕsјjһhԛqԝwѵvԁdкkмmтtнhвbӏlүyпnгr"
    # Greek, capital and small; words of the pack are folded alike
    "ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXϹCϺMϜF"
    "αaεeιiκkνvοoρpτtυuχxηnωwϲcϳj"
    # Armenian, Cherokee, Lisu, Coptic letters with the shape of Latin ones
    "ՍUՏSՕOօoսuհhոnցgզqԼLᎪAᏴBᏟCᎠDᎬEᎻHᎫJᏦKᏞLᎷMᏢPᏒRᏚSᎢTᏙVᎳWᏃZᎥIꓮAꓐBꓚCꓓDꓰEꓝFꓖGꓧHꓲIꓙJꓗKꓡLꓟMꓠNꓳOꓑPꓣRꓢSꓔTꓴUꓦVꓪWꓫXꓬYꓜZⲔKⲞOⲢPⲤCⲦT"
    # Latin letters that are not taken apart by Unicode
    "ɑaɡgıiȷjłlŁLøoØOđdĐDħhĦHŧtŦTƀbɓbɗdɖdƒfɠgɦhɨiƙkɫlɱmɲnɳnɵoƥpɾrʂsƭtʈtʉuʋvƴyʐzƶzɛeƐEɩiʟlɴnʀrℓlⱠLⱡlꞗb℮e"
    # signs with the shape of digits and letters
    "ⵔoⵏl∨v∪u∩n"
    # radicals and strokes that pass for whole characters (those that NFKC does not fold)
    "⺁厂⺄乙⺅亻⺆冂⺇几⺈刀⺉刂⺊卜⺋卩⺌小⺍小⺎兀⺏尣⺐尢⺑尢⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歹⺠民⺡氵⺢水⺣灬⺤爪⺥爪⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糹⺰纟⺱罒⺲罒⺳罒⺴罒⺵罒⺶羊⺷羊⺸羊⺹老⺺聿⺻聿⺼月⺽臼⺾艹⺿艹"
    "⻀艹⻁虎⻂衤⻃西⻄西⻅见⻆角⻇角⻈讠⻉贝⻊足⻋车⻌辶⻍辶⻎辶⻏阝⻐钅⻑长⻒长⻓长⻔门⻕阝⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟飠⻠饣⻡首⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫齐⻬齐⻭齿⻮齿⻯龙⻰龙⻱龟⻲龟"
    "㇐一㇑丨㇒丿㇔丶㇚亅㇟乚㇠乙"
    # old, handwritten and regional forms that OpenCC leaves alone
    "囘回囬回囙因囯国囶国圀国㸃点奌点㪣点仝同衜道逹达凾函曺曹吿告敎教呌叫塲场厰厂冩写眞真靑青淸清旣既毎每㕛友刄刃兎兔凖准减减爲为郞郎録录卽即峯峰羣群髙高亯享"
    "畵画惪德秊年冝宜亰京覇霸甞尝牀床牕窗牋笺箇个衞卫恊协㑹会㐰信亾亡㕥以㞢之㠯以飬养釦扣渇渴渉涉揷插摠总挿插査查歩步歳岁効效勅敕勧劝卆卒嬭奶傢家"
    "処处価价薬药売卖対对発发検检験验実实帰归拡扩図图広广応应変变悪恶単单営营戦战択择沢泽済济権权様样経经続续総总県县絵绘緑绿縁缘継继聴听訳译読读譲让転转軽轻辺边遅迟"
    "釈释鉄铁銭钱関关険险隠隐難难霊灵顕显駅驿剤剂両两亜亚仏佛伝传児儿円元剰剩労劳収收団团囲围圏圈圧压壊坏専专従从徴征徳德恵惠悩恼払付抜拔拝拜拠据挙举捜搜掲揭揺摇摂摄撃击"
    "晩晚暁晓歴历桜樱楼楼歓欢歯齿気气浄净満满焼烧獣兽穂穗粋粹粛肃絶绝縦纵脳脑臓脏荘庄蔵藏覚觉覧览観观触触証证誉誉謡谣践践逓递遥遥鋳铸鎮镇陥陷随随隣邻雑杂頼赖顔颜駆驱髄髓鶏鸡黙默齢龄黒黑"
)
_TO_SIMPLIFIED = OpenCC("t2s")
_FOREIGN = tuple(OpenCC(name) for name in ("jp2t", "tw2t", "hk2t"))


def _in_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _table() -> dict[str, str]:
    pairs = zip(_PAIRS[::2], _PAIRS[1::2], strict=True)
    table = {typed: read for typed, read in pairs if not ("\u4e00" <= typed <= "\u9fff" and _in_gb2312(typed))}
    for first, last, name in _STYLED:
        for code in range(first, last):
            known = unicodedata.name(chr(code), "")
            if known.startswith(name) and len(known) == len(name) + 1:
                table[chr(code)] = known[-1]
    return table


LOOKS = _table()
"""One character → the one it passes for, before case folding."""


@cache
def number(char: str) -> str:
    """A digit or a number in a circle, of whatever script, in Arabic digits; "" for anything else."""
    kind = unicodedata.category(char)
    if kind == "Nd":
        return str(unicodedata.decimal(char))
    if kind in ("No", "Nl") and unicodedata.normalize("NFKC", char) == char:
        value = unicodedata.numeric(char, 0.5)
        return str(int(value)) if value == int(value) else ""
    return ""


def simplified(char: str) -> str:
    """One Chinese character as mainland texts write it today: from traditional, Japanese and regional forms."""
    read = _TO_SIMPLIFIED.convert(char)
    if read == char and char >= "\u3400" and not _in_gb2312(char):
        for foreign in _FOREIGN:
            read = _TO_SIMPLIFIED.convert(foreign.convert(char))
            if read != char:
                break
    return str(read)
