//! Names of persons in Chinese characters. Nothing parts a name from the words around it, so that a name counts only
//! where something known stands on both its sides.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::text::char_set::CharSet;
use crate::text::characters::is_han;
use crate::text::han_script::{fold_char, strip_prefix};
use crate::text::names::Name;
use crate::text::wording::is_listed;

/// Family names of one character. Those that are common words of the language first of all (和, 从, 时, 由) are left
/// out.
const FAMILIES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏\
    钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季\
    俞章鲁葛伍韦申尤毕聂丛焦柳邢路岳齐沿梅莫庄辛管祝左涂谷祁耿牟卜单詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄\
    包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫娄闫宗骆褚蒲卓仇计郁冷封晏冀应连诸尉区盖乐麻符虞佟栾缪竺\
    党冼初荣艾宣全支商国鄂巫储巩雍敖濮谌楼蔚茅嵇邝谈幸郎匡奚闻危明贝湛蔺鞠沙仲花云水干迟逄揭裘穆简桑刀蓝卞居粟帅仝郗郜郇郦郯鄢邸厉戎屠惠阚\
    胥扈钮桓宓糜晁祖昌占蒙苟岑凤隗璩楚漆鹿冒凃寇敬肖付窦尚佘芮荀茹邰亓訾逯阙麦蒯";

/// Family names of two characters.
const COMPOUND: &[&str] = &[
    "欧阳", "司马", "诸葛", "上官", "皇甫", "令狐", "夏侯", "东方", "慕容", "公孙", "司徒", "尉迟", "长孙", "宇文",
    "端木", "独孤", "南宫", "西门", "申屠", "太史", "轩辕", "钟离", "澹台", "闻人", "呼延", "赫连", "淳于", "濮阳",
    "东郭", "万俟", "司空", "完颜", "拓跋", "百里", "公冶",
];

/// What stands after a name in place of `Dr.`; the longest decides.
pub(crate) const HONORIFICS: &[&str] = &[
    "教授",
    "医生",
    "院士",
    "主任",
    "大夫",
    "医师",
    "博士",
    "老师",
    "院长",
    "先生",
    "女士",
    "護士長",
    "护士长",
    "所长",
    "书记",
    "醫生",
    "醫師",
    "院長",
    "老師",
    "所長",
    "書記",
];

/// Titles that only begin like an honorific.
const LONGER: &[&str] =
    &["主任医师", "主任药师", "主任护师", "主任技师", "主任委员", "博士生导师", "博士后", "博士研究生"];

/// What may stand right after a name beside an honorific.
const TITLES: &[&str] = &["副教授", "副主任", "主治医师", "住院医师", "研究员", "副研究员", "副院长", "同志"];

/// Words that begin like a name.
const WORDS: &str = "方便 方法 方向 方案 方式 方面 高度 高峰 高级 高兴 高原 高年 高考 项目 经历 成果 成长 成就 成立 成为 成都 白天 白色 白衣 金句 金色 金额 \
    马上 张力 荣誉 荣获 党委 党员 应用 应该 平时 温馨 温度 温暖 温州 安全 安排 安静 安徽 关于 关键 关注 关系 关心 万一 万名 万里 明天 明年 \
    明白 花絮 花园 全文 全部 全国 全科 全院 全球 房间 路上 路过 江湖 江南 江西 江苏 江边 金融 严重 严格 严肃 许多 任何 任务 任期 任职 单位 单纯 单独 曲线 \
    常见 常规 常用 常委 常务 常常 常说 解决 解释 解读 解放 解剖 查房 查阅 查体 程序 程度 景象 阳光 阳台 毛病 雷声 凌晨 乐观 乐趣 云端 云上 云南 \
    车上 游戏 牛奶 强调 强项 易感 幸运 幸福 幸好 支持 支部 池塘 石头 段落 连续 连接 连同 童年 童话 龙头 杭州 苏州 常州 徐州 郑州 柳州 柳叶 沈阳 洛阳 \
    梅花 宋体 黄金 黄昏 黄山 施工 曾任 曾经 曾获 曾是 曾在 曾用 曾为 曾被 曾先 曾赴 曾于 何时 何谓 何以 于是 于此 左右 左侧 边界 边缘 包括 包含 计划 \
    计算 顾问 顾客 顾虑 卓越 卓著 祝福 祝贺 封面 封闭 司机 司法 盛况 文章 文字 文化 文献 文中 康复 华山 华东 华西 华中 武汉 宁波 宁夏 唐山 齐鲁 周末 周边 周围 \
    周年 周三 周一 国家 国际 国内 商业 初步 初心 初期 宣传 支援 水平 水中 干部 干预 纪录 纪念 纪实 章节 古代 古人 米饭 危重 危险 闻名 谈话 谈到 季节 管理 管床 麻醉 \
    薄弱 冷静 席位 位置 植入 强大 应邀 应聘 明确 明显 通讯 符合 储备 司长 尤其 田间 石油 武警 夏天 夏日 秋天 秦岭 余年 余篇 余项 余名 余例 熊猫 车祸 游客 路径 齐心 左边 沿着 沿海 \
    雷达 贝塔 甘愿 甘肃 冀望 晋升 晋级 申请 申报 申康 丁香 洪水 洪峰 鲁迅 段时 史上 史料 汤药 章程 强化 简单 简介 简历 简直 简要 简易 桑拿 刀口 \
    刀片 蓝色 蓝天 居家 居民 居住 居然 居委 帅气 厉害 屠呦 惠及 惠民 祖国 祖父 祖母 祖籍 祖孙 昌盛 占据 占用 占位 占了 蒙古 蒙住 蒙眬 苟且 凤凰 楚楚 漆黑 鹿茸 冒险 冒着 冒雨 敬业 敬畏 敬爱 \
    敬重 敬佩 敬意 成功 强烈 高烧 高热 黄疸 白发 白血 金钱 成人 成年 安眠 安慰 花费 关爱 关怀 温柔 高明 \
    付出 付费 付款 付诸 付账 尚未 尚有 尚在 尚且 尚可 尚不 尚无 尚需 肖像 窦性 窦房 麦田 麦克 麦子 麦穗 麦芽 文明 文艺 文学 文静 文武 文书 白云 高山 严守 韩国 韩语 \
    韩式 吴淞 吴语 吴江 徐徐 徐汇 徐家 刘海 童心 方志 孟加 潘多 谭家 郭家 赵家 刘家 冯家 严厉 温和 安心 高贵 应当 应急 应激 康健 时代 明亮 常年 终于 花生 牛肉 白酒 金属 石膏 万分 万物 成千 成天 成群 水肿 水泥 解剖 计较";

/// Characters that no given name has.
const NO_GIVEN: &str = "的了是在与及和我你他她它这那们个位些多吗呢吧就都也不没很被把给着说或则且但所又还么";

/// The name that a text begins with, and what follows it: the end, a sign, or a title.
pub(crate) fn leading_name(text: &str) -> Option<(Name, &str)> {
    let chars: Vec<(usize, char)> = text.char_indices().take(5).collect();
    let end_of = |count: usize| chars.get(count).map_or(text.len(), |(at, _)| *at);
    let family = family_length(text)?;
    (1..=2).rev().find_map(|given| {
        let end = Some(end_of(family + given)).filter(|_| chars.len() >= family + given)?;
        let (written, rest) = text.split_at_checked(end)?;
        (ends_name(rest)).then_some(())?;
        let name = whole_name(written).or_else(|| in_harmony(written, family).filter(|_| is_set_off(rest)))?;
        Some((name, rest))
    })
}

/// `李清和`: a small word, too, where nothing goes on behind the name.
fn in_harmony(written: &str, family: usize) -> Option<Name> {
    let start = written.strip_suffix(['和', '则', '多']).filter(|start| start.chars().count() == family + 1)?;
    let name = whole_name(start)?;
    Some(Name { given: written.get(name.family.len()..)?.to_owned(), ..name })
}

/// The end, a title, or a sign that ends what was said of somebody.
fn is_set_off(rest: &str) -> bool {
    rest.is_empty()
        || rest.starts_with(['，', ',', '：', ':', '（', '(', '|', '｜', '丨', ' '])
        || honorific(rest).is_some()
}

fn ends_name(rest: &str) -> bool {
    !rest.starts_with(is_han) || strip_prefix(rest, HONORIFICS).is_some() || strip_prefix(rest, TITLES).is_some()
}

fn family_length(text: &str) -> Option<usize> {
    let mut folded = text.chars().map(fold_char);
    let first = folded.next().filter(|first| STARTS.contains(*first))?;
    if folded.next().is_some_and(|second| TWO.contains(&[first, second])) {
        return Some(2);
    }
    ONE.contains(first).then_some(1)
}

/// The family names of one character.
static ONE: LazyLock<CharSet> = LazyLock::new(|| CharSet::of(FAMILIES.chars()));

/// Those of two.
static TWO: LazyLock<HashSet<[char; 2]>> = LazyLock::new(|| COMPOUND.iter().filter_map(|name| pair(name)).collect());

/// What names begin with.
static STARTS: LazyLock<CharSet> =
    LazyLock::new(|| CharSet::of(FAMILIES.chars().chain(COMPOUND.iter().filter_map(|name| name.chars().next()))));

/// The words that begin like a name, for which every name is looked up.
static LIKE_NAMES: LazyLock<HashSet<[char; 2]>> = LazyLock::new(|| WORDS.split(' ').filter_map(pair).collect());

/// The first two characters of a text, in their simplified forms.
fn pair(text: &str) -> Option<[char; 2]> {
    let mut folded = text.chars().map(fold_char);
    Some([folded.next()?, folded.next()?])
}

/// True for a character that a name can begin with.
pub(crate) fn is_family_start(c: char) -> bool {
    STARTS.contains(fold_char(c))
}

/// True for a text that begins with a word that only looks like a name.
pub(crate) fn begins_with_word(text: &str) -> bool {
    pair(text).is_some_and(|start| LIKE_NAMES.contains(&start))
}

/// The name that `text` is, whole.
pub(crate) fn whole_name(text: &str) -> Option<Name> {
    let family = family_length(text)?;
    let count = text.chars().count();
    let fits = text.chars().all(is_han) && (family + 1..=family + 2).contains(&count);
    let split = text.char_indices().nth(family).map(|(at, _)| at)?;
    let (family, given) = text.split_at_checked(split)?;
    let clean = || !given.chars().map(fold_char).any(|c| NO_GIVEN.contains(c)) && !begins_word(text, count);
    (fits && clean()).then(|| Name { family: family.to_owned(), given: given.to_owned(), given_first: false })
}

/// `任何` as a whole, and `任何人`: a word of the language, not a name.
fn begins_word(text: &str, count: usize) -> bool {
    const ALWAYS: &str = "曾任 曾经 曾获 曾在 尚未 尚有 尚在 付出 任何 许多 高年 荣获 顾问 项目 国家 国际 全国 方面 应邀 应聘 关于 江苏 安徽 余年 余篇 余项 余名 余例 康复 管床 全科 \
        麻醉 成为 常务 危重 晋升 申康";
    if !begins_with_word(text) {
        return false;
    }
    // `查房时`, `方向上`: a word and where or when.
    let goes_on = text.ends_with(['时', '時', '者', '后', '前', '里', '上', '下', '人', '内', '外']);
    let start: String = text.chars().take(2).map(fold_char).collect();
    count == 2 || goes_on || is_listed(ALWAYS, &start)
}

/// The honorific that a text begins with, if it is not the beginning of a longer title.
pub(crate) fn honorific(text: &str) -> Option<(&'static str, &str)> {
    if strip_prefix(text, LONGER).is_some() {
        return None;
    }
    let found = HONORIFICS.iter().filter(|title| text.starts_with(**title)).max_by_key(|title| title.len())?;
    Some((*found, text.get(found.len()..)?))
}

/// What stands before the honorific that a text ends with: `李医生` is `李`.
pub(crate) fn without_honorific(text: &str) -> Option<(&str, &'static str)> {
    let found = HONORIFICS.iter().filter(|title| text.ends_with(**title)).max_by_key(|title| title.len())?;
    let bare = text.get(..text.len() - found.len()).filter(|bare| !bare.is_empty())?;
    Some((bare, *found))
}

/// Words and characters that can stand right before a name; the last character decides.
const BEFORE: &str = "的和与及跟由向对被让请给随从是为以在到见找问听记访任师授士生长员家者友事人兄弟姐妹子院科部室所心系学会组时了着过说叫像而但且即如有当年同任席记";

/// The name that a text ends with, where something that can stand before a name, or nothing, stands before it.
pub(crate) fn trailing_name(text: &str) -> Option<(Name, &str)> {
    let starts: Vec<usize> = text.char_indices().rev().take(4).map(|(at, _)| at).collect();
    // The longest first: `欧阳修文`, `李子明`, `李明`.
    [4_usize, 3, 2].into_iter().find_map(|count| {
        let (before, written) = text.split_at_checked(*starts.get(count - 1)?)?;
        let name = whole_name(written)?;
        let begins =
            before.chars().next_back().map(fold_char).is_none_or(|last| !is_han(last) || BEFORE.contains(last));
        begins.then_some((name, before))
    })
}

/// True for a family name.
pub(crate) fn is_family(text: &str) -> bool {
    family_length(text).is_some_and(|length| length == text.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<(String, String, String)> {
        leading_name(text).map(|(name, rest)| (name.family, name.given, rest.to_owned()))
    }

    #[test]
    fn names_end_where_something_known_begins() {
        for (text, family, given, rest) in [
            ("李子明，男", "李", "子明", "，男"),
            ("李明教授", "李", "明", "教授"),
            ("欧阳修文（1", "欧阳", "修文", "（1"),
            ("司马光", "司马", "光", ""),
            ("蘇念慈醫生", "蘇", "念慈", "醫生"),
            ("任青禾主任医师", "任", "青禾", "主任医师"),
            ("李清和教授｜桥", "李", "清和", "教授｜桥"),
            ("李清和", "李", "清和", ""),
        ] {
            assert_eq!(parts(text), Some((family.into(), given.into(), rest.into())), "{text}");
        }
        for text in [
            "李子明出生在江边",
            "曾任主任",
            "方法：",
            "任何人",
            "他说",
            "国家",
            "顾问",
            "李",
            "李明和他的桥",
            "李明和《桥》",
        ] {
            assert_eq!(parts(text), None, "{text}");
        }
    }

    #[test]
    fn honorifics_are_told_from_titles() {
        assert_eq!(honorific("教授，"), Some(("教授", "，")));
        assert_eq!(honorific("主任医师"), None);
        assert_eq!(without_honorific("李医生"), Some(("李", "医生")));
    }

    #[test]
    fn before_a_title_a_name_begins_after_something_known() {
        let found = |text: &str| trailing_name(text).map(|(name, _)| name.full());
        assert_eq!(found("他的老师张建国"), Some("张建国".into()));
        assert_eq!(found("和王明"), Some("王明".into()));
        assert_eq!(found("记望江医院单伯源"), Some("单伯源".into()));
        for text in ["在场的许多", "有经验的高年资", "年轻", "全科", "班", "查房时", "方便"] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
