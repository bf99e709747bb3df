//! Persons in a Chinese text who have no title: a name counts where the words before it say that a person is named, and
//! what follows shows where it ends. `三十四岁的快递员牛大壮被送进急诊`, `一位叫滕小满的病人`, `同寝室的顾维桢回忆`.

mod vocabulary;

use std::sync::LazyLock;

use self::vocabulary::{
    AFTER, CALLED, DOES, FOREIGN, FORMS_OF_ADDRESS, NO_GIVEN, NO_TRADES, OF_PERSONS, PERSONS, SAYS, TRADES,
};
use crate::body::chinese_titles::title;
use crate::text::char_set::CharSet;
use crate::text::characters::is_han;
use crate::text::given_characters::{is_certain, is_likely, is_short};
use crate::text::han_names::{begins_with_word, is_family_start, whole_name};
use crate::text::han_script::{fold_char, strip_prefix, strip_suffix};
use crate::text::names::Name;

/// Signs that part the two halves of a foreign name.
pub(crate) const DOTS: &[char] = &['·', '・', '•', '‧', '∙'];

/// What can stand before a foreign name beside who somebody is.
const LEADS: &[char] = &['和', '与', '的', '是', '叫', '向', '对', '跟', '国', '见', '由', '给'];

/// The most characters that each half of a foreign name has.
const LONGEST_HALF: usize = 8;

/// A person and the bytes where the name stands.
pub(crate) struct Person {
    pub name: Name,
    pub start: usize,
    pub end: usize,
}

/// The foreign names in a text, each whole: `让·杜瓦尔`.
pub(crate) fn foreign(text: &str) -> Vec<Person> {
    let mut found: Vec<Person> = Vec::new();
    for (dot, sign) in text.match_indices(DOTS) {
        if found.last().is_none_or(|last| dot >= last.end) {
            found.extend(around(text, dot, sign.len()));
        }
    }
    found
}

/// A name around a dot, as far as the characters of foreign names reach on both sides.
fn around(text: &str, dot: usize, width: usize) -> Option<Person> {
    let before = text.get(..dot)?;
    let first =
        before.char_indices().rev().take(LONGEST_HALF).take_while(|(_, c)| FOREIGN.contains(*c)).map(|(at, _)| at);
    // So can the first: `医生哈罗德`.
    let mut first: Vec<usize> = first.collect();
    first.reverse();
    let begins = |led: &str| {
        !led.ends_with(is_han) || is_person(led) || led.ends_with(LEADS) || led.ends_with(['家', '师', '员', '匠'])
    };
    let start = first.into_iter().find(|start| before.get(..*start).is_some_and(begins))?;
    let is_part = |c: char| FOREIGN.contains(c) || DOTS.contains(&c);
    let rest = text.get(dot + width..)?;
    let ends = rest.char_indices().take(2 * LONGEST_HALF).take_while(|(_, c)| is_part(*c));
    let ends: Vec<usize> = ends.map(|(at, c)| dot + width + at + c.len_utf8()).collect();
    // The last characters can belong to the word after the name.
    let is_end =
        |end: &usize| text.get(*end..).is_some_and(|rest| ends_name(rest) || does(rest) || title(rest).is_some());
    let end = ends.into_iter().rev().find(is_end)?;
    let family = text.get(dot + width..end)?;
    let fits = family.chars().count() > 1 && !family.ends_with(DOTS);
    let name = Name { family: text.get(start..end)?.to_owned(), given: String::new(), given_first: false };
    fits.then_some(Person { name, start, end })
}

/// The persons in a text who have a Chinese name and no title.
pub(crate) fn untitled(text: &str) -> Vec<Person> {
    let mut found: Vec<Person> = Vec::new();
    for (at, c) in text.char_indices() {
        let last = found.last().map_or(0, |last| last.end);
        if at >= last && is_family_start(c) {
            let joined = text.get(last..at).is_some_and(|joint| last > 0 && matches!(joint, "、" | "和" | "与"));
            found.extend(named_at(text, at, joined));
        }
    }
    found
}

/// The name that begins here, where the words before it announce one. `joined`: a person is named right before.
fn named_at(text: &str, at: usize, joined: bool) -> Option<Person> {
    let (led, rest) = text.split_at_checked(at)?;
    let person = joined || is_person(led);
    let trade = person || is_trade(led);
    let of_person = led.ends_with('的') && strip_suffix(led, OF_PERSONS).is_some();
    let named = strip_suffix(led, CALLED).is_some_and(|who| is_called(led, who));
    let begins = !led.ends_with(is_han) || led.ends_with('的');
    // Most characters that begin a name begin none here.
    if !(trade || named || of_person || begins) {
        return None;
    }
    [4_usize, 3, 2].into_iter().find_map(|count| {
        let end = rest.char_indices().nth(count).map_or(rest.len(), |(at, _)| at);
        let (written, after) = rest.split_at_checked(end)?;
        let name = whole_name(written).filter(|name| written.chars().count() == count && is_given(name))?;
        // `韩默借给他`: the third character is a verb.
        let shorter = || whole_name(written.get(..written.len() - '一'.len_utf8())?).filter(is_short);
        if count == 3 && trade && written.chars().next_back().is_some_and(|c| DOES.contains(c)) && shorter().is_some() {
            return None;
        }
        let sign = !after.starts_with(is_han) && !after.starts_with(DOTS);
        let whole = sign || count > 2 && ends_name(after);
        let says = count > 2 && begins && says(after);
        // What such a name is made of tells its end, or its beginning.
        let made = is_likely(&name)
            || whole && is_certain(&name)
            || is_short(&name) && (sign || ends_name(after) || does(after));
        let fits = whole && (person || named || of_person && count > 2) || says || trade && made;
        fits.then_some(Person { name, start: at, end: at + end })
    })
}

/// True after a word for who somebody is.
fn is_person(led: &str) -> bool {
    static ENDS: LazyLock<CharSet> =
        LazyLock::new(|| CharSet::of(PERSONS.iter().filter_map(|word| word.chars().next_back())));
    led.chars().next_back().is_some_and(|last| ENDS.contains(fold_char(last))) && strip_suffix(led, PERSONS).is_some()
}

/// `说，` and `回忆那年`; `说来就来` is said of things.
fn says(text: &str) -> bool {
    strip_prefix(text, SAYS).is_some_and(|rest| text.len() - rest.len() > '说'.len_utf8() || !rest.starts_with(is_han))
}

/// `先生叫…`, `我叫…`, `名叫…`; what is called anything else is a thing.
fn is_called(led: &str, who: &str) -> bool {
    let who = who.trim_end_matches(['，', ',']);
    let somebody = who.ends_with(['他', '她', '我', '生', '个', '位', '人']) && !who.ends_with("医生");
    led.ends_with("名叫") || somebody || is_person(who) || is_trade(who)
}

/// True for a text that ends as words for trades do.
fn is_trade(text: &str) -> bool {
    text.ends_with(TRADES) && strip_suffix(text, NO_TRADES).is_none()
}

/// True for a given name that is no word and no form of address.
fn is_given(name: &Name) -> bool {
    let address = FORMS_OF_ADDRESS.iter().any(|word| name.given.starts_with(word));
    // `虽然`, `当然`: a word, where `浩然` is a name.
    let adverb =
        name.given.strip_suffix('然').is_some_and(|first| "虽当突果仍自偶忽显竟既依天居必固截".contains(first));
    let made = !adverb && (is_likely(name) || !name.given.contains(|c| NO_GIVEN.contains(c)));
    !address && made && !begins_with_word(&name.full())
}

fn does(text: &str) -> bool {
    text.chars().next().is_some_and(|c| DOES.contains(c))
}

/// A sign, or a word that no name goes on with.
fn ends_name(rest: &str) -> bool {
    !rest.starts_with(is_han) && !rest.starts_with(DOTS) || strip_prefix(rest, AFTER).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        untitled(text).into_iter().map(|person| person.name.full()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn names_without_a_title_are_announced() {
        for (text, wanted) in [
            ("三十四岁的快递员牛大壮被送进急诊", "牛大壮"),
            ("值班的麻醉医生苗晓凡看着他", "苗晓凡"),
            ("我有一个叫滕小满的病人", "滕小满"),
            ("老人名叫葛长康，退休了", "葛长康"),
            ("先生叫穆敬之，是个中医", "穆敬之"),
            ("同寝室的顾维桢后来回忆", "顾维桢"),
            ("62岁的王建国，", "王建国"),
            ("他的徒弟葛长康、马小禾都来了", "葛长康 马小禾"),
            ("徒弟欧阳明远说", "欧阳明远"),
            ("“慢一点。”邱阿根说", "邱阿根"),
            ("他的妻子陈兰，", "陈兰"),
            ("护士俞秀珍记下每一次心跳", "俞秀珍"),
            ("她跟着班长薛玉琴挨家敲门", "薛玉琴"),
            ("灯塔看守员邹海明划船来接", "邹海明"),
            ("修表匠谭德福修好了听诊器", "谭德福"),
            ("调酒师邱静给了他一杯水", "邱静"),
            ("护工郭敏把窗打开", "郭敏"),
            ("有一位老花匠，叫倪松年。", "倪松年"),
            ("那位郎中叫蒋鹤年，", "蒋鹤年"),
            ("牙医谭默借给他一把钳子", "谭默"),
            ("学生邹静如今在山里", "邹静"),
            ("学生邓以文送来一封信", "邓以文"),
            ("接骨师倪广才常来喝茶", "倪广才"),
            ("老修表匠郑宽生把怀表递过来", "郑宽生"),
            ("翻译是留学生佘梦然。", "佘梦然"),
            ("助产士倪小妹当时在场", "倪小妹"),
            ("瓦工孟宪民把墙砌好了", "孟宪民"),
            ("她的师姐庄雪梅抢先开了口", "庄雪梅"),
            ("病人里有一位船长，名叫尹海波。", "尹海波"),
        ] {
            assert_eq!(shown(text), wanted, "{text}");
        }
    }

    #[test]
    fn words_that_only_look_like_names_are_left() {
        for text in [
            "石榴花说开就开",
            "药名叫安宫丸。",
            "一个叫安宁乡的地方",
            "他叫江南好。",
            "博士后来说",
            "姑娘叫做花旦的角色",
            "战士万里长征在前",
            "患者康复后在公园",
            "医生高度重视",
            "患者黄疸消退",
            "病人高血压的药",
            "护士常常在夜里",
            "学生安全感在哪里",
            "这叫金标准的方法",
            "老师温柔地说",
            "医生白大褂的口袋",
            "一个叫阿朵的女孩",
            "花奶奶说",
            "快递员王师傅说",
            "病人康复。",
            "他的高血压，",
            "全科室说",
            "患者成功率在提高",
            "医生应当把门打开",
            "患者强烈要求",
            "老师严厉。",
            "同事高兴地说",
            "患者华先生说",
            "工人体育场的灯",
            "医务人员安静地离开",
            "孩子的成长江河可见",
            "青年文明建设的成果",
            "医生韩国的同行",
            "老师吴淞口的家",
            "患者徐徐转醒",
            "病人白云山下的家",
            "护士刘海遮住眼睛",
            "患者金银花泡的水",
            "专家文静的声音",
            "学员方志的编写",
            "科长高山流水一样地讲",
            "队员严守岗位",
            "学生童年的梦",
            "调音师谭家桥的铺子",
            "学生于自然，",
        ] {
            assert_eq!(shown(text), "", "{text}");
        }
    }

    #[test]
    fn foreign_names_are_whole() {
        let shown = |text: &str| foreign(text).into_iter().map(|person| person.name.full()).collect::<Vec<_>>();
        assert_eq!(shown("英国医生哈罗德·温特路过时"), ["哈罗德·温特"]);
        assert_eq!(shown("法国同行让·杜瓦尔教授来参观"), ["让·杜瓦尔"]);
        assert_eq!(shown("给小提琴家安娜·施密特扎针"), ["安娜·施密特"]);
        assert_eq!(shown("约翰·霍普金斯医院"), Vec::<String>::new());
        assert_eq!(shown("卷首·夜问"), Vec::<String>::new());
    }
}
