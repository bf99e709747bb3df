//! Characters that given names are made of, and that few words begin with. Between a word for a person and a text that
//! nothing parts from the name they tell where the name ends: `护士谢月娥负责看火`.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::text::han_script::{fold, fold_char};
use crate::text::names::Name;

/// The commonest characters of given names, without those that often begin the word behind a name (成, 来, 会, 立).
const GIVEN: &str = "梦念小一阿知世英华玉秀芳兰珍梅萍娟霞丽燕艳芬莲琴凤娥桂香月琼瑛瑶琳璐珊珠琪瑜瑾瑞琦玮珏珺玲敏静淑惠慧娜婷雅倩颖露佳嘉美云雪晶莹洁春秋冬夏晓晨曦阳辉\
    煌光明亮星辰宇宙昊昕旭昱晖晴岚霖雨泽润涛波海江河湖浩瀚洋淼淳清源沛沐沁泉涵澜滢潇林森木松柏杉桐楠梓枫荣茂苗菊荷蓉薇蕾蕊芸芝芷茜莉莎萱\
    菲蓓卉青翠碧丹红紫彤国建军伟强刚勇毅志忠义仁礼智信孝廉德福禄寿喜祥吉康宁安平顺振兴邦栋梁柱杰俊豪雄武斌彬文章书墨翰儒哲思睿博渊诗韵琛\
    琨瑄钧铭锋钢铁鑫鹏飞龙虎骏腾翔鸿鹤雁凯旋胜耀宗祖继承绍庆祺祯祎禹尧舜轩昂启航帆远舟宏洪恒永久延年昌盛隆丰裕富贵宝金银财旺孟仲叔季伯士\
    民之若以其惟维怡悦欣乐然凡默诺谦谨诚朴素真纯敬慎勤俭奋图奇才良臣卿君彦彪彰影怀念忆慈爱恩佑善厚宽娇媛婉嫣妍妙姝娅柔巧莺鹃鸣凌峰峻岭岩\
    岳崇山川野田园圃村树根培植栽育尊贤越冠魁亨贞健壮坚固磊石玺璋璞琢";

/// Family names that are words of the language, too, before which a sign or a known word must tell the end.
const WORDLIKE: &str =
    "国商党全支水花云干明占位成游连计应昌祖敬凤宣初乐盖危幸闻居帅惠漆冒强华冷封晋古甘支边米池宁常易万方包司安";

/// Family names that are hardly a word of the language: a name of two characters counts with them.
const CERTAIN: &str = "韩郭邓彭潘袁蒋蔡贾薛阎魏谭廖邹崔邱倪孟尹侯俞翟吴徐赵刘冯吕卢汪姚龚樊闫阮奚童匡蒯";

static COMMON: LazyLock<HashSet<char>> = LazyLock::new(|| GIVEN.chars().collect());

/// True for a name whose given name has two characters that names are made of.
pub(crate) fn is_likely(name: &Name) -> bool {
    name.given.chars().count() == 2 && is_made(&name.given) && !fold(&name.family).contains(|c| WORDLIKE.contains(c))
}

/// True for a given name of two characters behind a family that is no common word.
pub(crate) fn is_certain(name: &Name) -> bool {
    name.given.chars().count() == 2 && !fold(&name.family).contains(|c| WORDLIKE.contains(c))
}

/// True for a name of two characters, the first of which is hardly anything else.
pub(crate) fn is_short(name: &Name) -> bool {
    name.given.chars().count() == 1 && is_made(&name.given) && fold(&name.family).contains(|c| CERTAIN.contains(c))
}

fn is_made(given: &str) -> bool {
    given.chars().all(|c| COMMON.contains(&fold_char(c)))
}
