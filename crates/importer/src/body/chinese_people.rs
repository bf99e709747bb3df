//! Persons in a Chinese text who have no title: a name counts where the words before it say that a person is named, and
//! what follows shows where it ends. `三十四岁的快递员牛大壮被送进急诊`, `一位叫滕小满的病人`, `同寝室的顾维桢回忆`.

use std::sync::LazyLock;

use crate::body::chinese_mentions::title;
use crate::text::char_set::CharSet;
use crate::text::characters::is_han;
use crate::text::han_names::{begins_with_word, is_family_start, whole_name};
use crate::text::han_script::{fold_char, strip_prefix, strip_suffix};
use crate::text::names::Name;

/// Words for who somebody is, right before a name; the last characters decide.
const PERSONS: &[&str] = &[
    "学者",
    "专家",
    "教授",
    "博士",
    "科学家",
    "建筑师",
    "音乐家",
    "医学家",
    "传教士",
    "大使",
    "外教",
    "校友",
    "同伴",
    "伙伴",
    "医生",
    "医师",
    "护士",
    "护士长",
    "药师",
    "技师",
    "技术员",
    "麻醉师",
    "院长",
    "主任",
    "老师",
    "教师",
    "导师",
    "教练",
    "校长",
    "厂长",
    "局长",
    "处长",
    "科长",
    "村长",
    "镇长",
    "县长",
    "所长",
    "部长",
    "站长",
    "秘书",
    "书记",
    "编辑",
    "记者",
    "作家",
    "诗人",
    "画家",
    "演员",
    "歌手",
    "导演",
    "律师",
    "警察",
    "民警",
    "法官",
    "工程师",
    "设计师",
    "会计",
    "司机",
    "快递员",
    "外卖员",
    "保安",
    "保洁员",
    "护工",
    "厨师",
    "师傅",
    "裁缝",
    "木匠",
    "工人",
    "女工",
    "农民",
    "渔民",
    "牧民",
    "军人",
    "战士",
    "士兵",
    "老兵",
    "学生",
    "研究生",
    "博士生",
    "硕士生",
    "实习生",
    "规培生",
    "进修生",
    "大学生",
    "中学生",
    "学员",
    "徒弟",
    "弟子",
    "学徒",
    "同学",
    "同事",
    "同窗",
    "同乡",
    "同行",
    "室友",
    "战友",
    "队友",
    "搭档",
    "助手",
    "朋友",
    "好友",
    "老友",
    "邻居",
    "病人",
    "患者",
    "患儿",
    "病友",
    "伤员",
    "孕妇",
    "产妇",
    "老人",
    "青年",
    "姑娘",
    "女孩",
    "男孩",
    "小伙",
    "妻子",
    "丈夫",
    "爱人",
    "儿子",
    "女儿",
    "父亲",
    "母亲",
    "哥哥",
    "姐姐",
    "弟弟",
    "妹妹",
    "外婆",
    "外公",
    "祖父",
    "祖母",
    "志愿者",
    "社工",
    "翻译",
    "馆长",
    "店主",
    "老板",
    "经理",
    "总工",
    "飞行员",
    "宇航员",
    "运动员",
    "教官",
    "钳工",
    "焊工",
    "电工",
    "售货员",
    "营业员",
    "服务员",
    "列车员",
    "邮递员",
    "联络员",
];

/// Words that say a name follows.
const CALLED: &[&str] = &["名叫", "姓名叫", "名字叫", "名字是", "叫做", "叫作", "名为", "唤作", "叫"];

/// What is said of a person alone, and ends in `的`.
const OF_PERSONS: &[&str] = &[
    "岁的",
    "寝室的",
    "宿舍的",
    "同班的",
    "同村的",
    "同科的",
    "同龄的",
    "隔壁的",
    "最小的",
    "最年轻的",
    "最年长的",
    "最大的",
    "主刀的",
    "带教的",
    "值班的",
];

/// What goes on after a name that ends there: verbs and small words. None of them is common in given names.
const AFTER: &[&str] = &[
    "受", "得了", "的", "被", "把", "将", "在", "是", "和", "与", "跟", "给", "对", "向", "从", "也", "都", "却", "就",
    "还", "只", "总", "每", "说", "问", "答", "笑", "想", "看", "听", "写", "做", "来", "去", "带", "送", "站", "坐",
    "走", "拿", "递", "打", "抱", "劝", "陪", "抬", "接", "为", "用", "有", "没", "不", "曾", "已", "正", "一起",
    "一边", "一直", "常", "编", "住", "当", "请", "因", "因为", "回忆", "记得", "觉得", "发现", "告诉", "后来", "提醒",
    "介绍", "表示", "认为", "解释", "坦言", "补充", "强调", "路过", "终于", "突然", "今年", "当时", "那时", "那年",
    "刚", "又", "再", "到", "拉", "推", "教", "让", "至今", "这样", "说起", "等", "病", "患",
];

/// Verbs of saying: who says something is a person.
const SAYS: &[&str] =
    &["说", "回忆", "笑着说", "笑道", "告诉", "坦言", "感慨", "补充说", "后来说", "后来回忆", "記得", "說", "回憶"];

/// Characters that no given name has, and that words have which begin like a name.
const NO_GIVEN: &str = "地科院室部症病者员医师术药疗诊患肺胃肠膜血骨胞类式率机组系说笑问烧热疸资褂压糖脂炎癌瘤癣肿痛疼痰咳剂片\
    针管械器仪器费钱票纸书报刊页章节段句话语词字货店厂校班级届次种张条件些样此其何谁哪几每各某该即使虽然因由从往向于对为以标准感度性期量例法面题点求疸丸乡村镇县区街巷额";

/// Signs that part the two halves of a foreign name.
pub(crate) const DOTS: &[char] = &['·', '・', '•', '‧', '∙'];

/// The characters that foreign names are written in (the tables of transcription of the Xinhua News Agency).
const FOREIGN: &str = "阿埃艾安昂奥澳巴白拜班邦包保鲍贝本比彼宾波伯勃博布采查察达戴丹当道得德登邓迪蒂丁东杜顿多朵恩尔耳法凡范菲芬丰冯佛弗伏\
    夫福富盖甘冈高戈哥格葛根古瓜圭果哈海汉汗豪赫黑亨洪胡华怀惠霍基吉加贾嘉简杰金京久居卡开凯坎康考柯科可克肯孔库夸奎昆拉莱来兰朗劳\
    勒雷蕾里理利莉黎立丽莲列林琳龙卢鲁露路伦罗洛吕玛马迈麦曼芒毛茂梅门蒙孟米密敏明摩莫默姆木穆拿纳娜乃奈南内尼年宁牛纽农努诺女欧帕\
    派潘庞佩彭蓬皮匹平泊朴珀普其奇齐契恰钱强乔琴丘泉让热仁日荣容茹儒瑞芮若撒萨塞赛三桑瑟森沙莎珊山尚绍舍申生圣诗施什史舒朔丝司斯思\
    松苏素索塔泰坦汤唐陶特腾提廷图土托脱瓦万旺威韦维魏温文翁沃乌武西希席锡夏香肖歇谢辛欣兴休许雪逊雅亚延扬杨耶叶伊依宜以因殷英永尤翰碧茨涅娅琪琼薇聂柴捷钦斐佐缪蓓洁\
    于裕约泽扎詹张章哲者珍芝朱茱兹祖佐";

/// Words that stand after a family's name and are no given name: `王先生`, `花奶奶`.
const FORMS_OF_ADDRESS: &[&str] = &[
    "先生", "女士", "小姐", "太太", "夫人", "阿姨", "奶奶", "爷爷", "大爷", "大妈", "大娘", "大姐", "大哥", "大嫂",
    "伯伯", "叔叔", "同志", "教授", "主任", "师傅", "书记", "老板", "经理", "同学", "姓", "家",
];

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
    let begins = |led: &str| !led.ends_with(is_han) || strip_suffix(led, PERSONS).is_some() || led.ends_with(LEADS);
    let start = first.into_iter().find(|start| before.get(..*start).is_some_and(begins))?;
    let is_part = |c: char| FOREIGN.contains(c) || DOTS.contains(&c);
    let rest = text.get(dot + width..)?;
    let ends = rest.char_indices().take(2 * LONGEST_HALF).take_while(|(_, c)| is_part(*c));
    let ends: Vec<usize> = ends.map(|(at, c)| dot + width + at + c.len_utf8()).collect();
    // The last characters can belong to the word after the name.
    let is_end = |end: &usize| text.get(*end..).is_some_and(|rest| ends_name(rest) || title(rest).is_some());
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
    let of_person = led.ends_with('的') && strip_suffix(led, OF_PERSONS).is_some();
    let named = strip_suffix(led, CALLED).is_some_and(|who| is_called(led, who));
    let begins = !led.ends_with(is_han) || led.ends_with('的');
    // Most characters that begin a name begin none here.
    if !(person || named || of_person || begins) {
        return None;
    }
    [4_usize, 3, 2].into_iter().find_map(|count| {
        let end = rest.char_indices().nth(count).map_or(rest.len(), |(at, _)| at);
        let (written, after) = rest.split_at_checked(end)?;
        let name = whole_name(written).filter(|name| written.chars().count() == count && is_given(name))?;
        let sign = !after.starts_with(is_han) && !after.starts_with(DOTS);
        let whole = sign || count > 2 && ends_name(after);
        let says = count > 2 && begins && says(after);
        let fits = whole && (person || named || of_person && count > 2) || says;
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
    let somebody = who.ends_with(['他', '她', '我', '生', '个', '位', '人']) && !who.ends_with("医生");
    led.ends_with("名叫") || somebody || strip_suffix(who, PERSONS).is_some()
}

/// True for a given name that is no word and no form of address.
fn is_given(name: &Name) -> bool {
    let address = FORMS_OF_ADDRESS.iter().any(|word| name.given.starts_with(word));
    !address && !name.given.contains(|c| NO_GIVEN.contains(c)) && !begins_with_word(&name.full())
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
        ] {
            assert_eq!(shown(text), "", "{text}");
        }
    }

    #[test]
    fn foreign_names_are_whole() {
        let shown = |text: &str| foreign(text).into_iter().map(|person| person.name.full()).collect::<Vec<_>>();
        assert_eq!(shown("英国医生哈罗德·温特路过时"), ["哈罗德·温特"]);
        assert_eq!(shown("法国同行让·杜瓦尔教授来参观"), ["让·杜瓦尔"]);
        assert_eq!(shown("约翰·霍普金斯医院"), Vec::<String>::new());
        assert_eq!(shown("卷首·夜问"), Vec::<String>::new());
    }
}
