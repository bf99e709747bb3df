//! Chinese names in Latin letters.

use std::collections::HashSet;
use std::sync::LazyLock;

const INITIALS: &[&str] = &[
    "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s", "y",
    "w", "",
];
const FINALS: &[&str] = &[
    "iang", "iong", "uang", "ang", "eng", "ing", "ong", "iao", "ian", "uai", "uan", "van", "ai", "ei", "ui", "ao",
    "ou", "iu", "ie", "ue", "üe", "er", "an", "en", "in", "un", "ia", "ua", "uo", "a", "o", "e", "i", "u", "ü", "v",
];

/// The commonest family names, and those of two syllables, in lower case.
const FAMILIES: &str = "ai an ao bai bao bei bi bian bo cai cao cen chai chang che chen cheng chi chu cui dai deng di ding dong dou du duan \
    fan fang fei feng fu gan gao ge geng gong gu guan gui guo han hao he hong hou hu hua huang huo ji jia jian \
    jiang jiao jin jing ju kang ke kong kuang lai lan lang lei leng li lian liang liao lin ling liu long lou lu \
    luo lyu lü lv ma mao mei meng mi miao min mo mu ni nie ning niu ou ouyang pan pang pei peng pi ping pu qi qian \
    qiang qiao qin qiu qu quan ran rao ren rong ruan sang sha shan shang shangguan shao shen sheng shi shu sima \
    situ song su sui sun tan tang tao teng tian tong tu wan wang wei wen weng wu xi xia xiang xiao xie xin xing \
    xiong xu xue yan yang yao ye yi yin ying you yu yuan yue yun zang zeng zha zhan zhang zhao zhen zheng zhong \
    zhou zhu zhuang zhuge zhuo zong zou zuo huangfu xiahou dongfang duanmu gongsun linghu murong nangong yuwen \
    ximen bu chao cong dang diao hai hang huan kan kou lao mou nan que rui shuai si tai tie xian yong zhai zhi zu gou \
    nong luan kuai shui suo zan xuan xun ru chong bie shou cang kuo zai hui helian chunyu tuoba wanyan xianyu zhongli taishi shentu dugu puyang zhangsun yuchi";

/// More bytes than three syllables have, with the signs between them.
const LONGEST: usize = 32;

/// True for a Chinese family name.
pub(crate) fn is_family(word: &str) -> bool {
    // Every word with a capital is asked about.
    static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| FAMILIES.split(' ').collect());
    word.len() <= LONGEST && KNOWN.contains(word.to_lowercase().as_str())
}

/// True for one to three syllables, a hyphen or an apostrophe between them or nothing.
pub(crate) fn is_pinyin(word: &str) -> bool {
    if word.len() > LONGEST {
        return false;
    }
    let letters: String = word.to_lowercase().chars().filter(|c| !matches!(c, '-' | '’' | '\'')).collect();
    syllables(&letters, 3)
}

fn syllables(letters: &str, most: u8) -> bool {
    if letters.is_empty() {
        return most < 3;
    }
    // Every word with a capital is asked about.
    static ALL: LazyLock<HashSet<String>> = LazyLock::new(|| {
        INITIALS.iter().flat_map(|initial| FINALS.iter().map(move |end| format!("{initial}{end}"))).collect()
    });
    let cuts = (1..=LONGEST_SYLLABLE).filter_map(|end| letters.split_at_checked(end));
    most > 0 && cuts.rev().any(|(syllable, rest)| ALL.contains(syllable) && syllables(rest, most - 1))
}

/// The bytes of `zhuang`.
const LONGEST_SYLLABLE: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_names_are_told_from_words() {
        for word in ["Ziming", "Xinghua", "Zhong-wei", "Xi’an", "E"] {
            assert!(is_pinyin(word), "{word}");
        }
        for word in ["Then", "Hospital", "Medical", "Lus", "", "Attended"] {
            assert!(!is_pinyin(word), "{word}");
        }
    }
}
