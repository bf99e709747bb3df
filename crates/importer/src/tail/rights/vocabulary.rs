//! Words of notices about rights.

/// Labels above a notice of rights.
pub(super) const LABELS: &[&str] = &[
    "copyright",
    "copyright notice",
    "copyright statement",
    "rights",
    "rights and permissions",
    "reprints",
    "reprint notice",
    "reprint policy",
    "版权",
    "版权声明",
    "版权所有",
    "版权说明",
    "转载声明",
    "转载须知",
    "转载说明",
    "版權聲明",
    "轉載聲明",
];

/// Words that no story of a doctor has.
pub(super) const CERTAIN: &[&str] = &[
    "all rights reserved",
    "article rights belong",
    "©",
    "copyright belongs",
    "copyright of this",
    "copyright lies",
    "copyright rests",
    "copyright remains",
    "copyright is held",
    "copyright is owned",
    "is the property of",
    "holds the copyright",
    "版权归",
    "版權歸",
    "版权属",
    "著作权归",
    "著作权属",
    "版权所有",
    "版權所有",
    "侵权必究",
    "违者必究",
    "翻印必究",
];

/// Words of a notice, unless the sentence tells of somebody.
pub(super) const LIKELY: &[&str] = &[
    "no part of this",
    "may not be reproduced",
    "must not be reproduced",
    "not to be reproduced",
    "may not be copied",
    "must not be copied",
    "do not reproduce",
    "do not copy this",
    "is the property of",
    "reproduction without",
    "reproduction prohibited",
    "reproduction is prohibited",
    "reproduction is not allowed",
    "未经授权，不得",
    "未经授权,不得",
    "未经许可，不得",
];

/// What a line begins with that says where the text stood before, or who may print it.
pub(super) const STARTS: &[&str] =
    &["reprinted from", "republished from", "转载自", "转载", "轉載", "本文转载", "如需转载", "欢迎转载"];

/// Words before the name of who owns an article.
pub(super) const OWNERS: &[&str] = &[
    "rights belong to",
    "copyright belongs to",
    "rights are reserved by",
    "copyright is held by",
    "reserved by",
    "original article of",
    "original article by",
    "original content of",
    "original work of",
    "is the property of",
    "is owned by",
    "版权归",
    "版權歸",
    "版权属于",
    "著作权归",
    "著作权属于",
    "©",
];

/// Words with which a sentence goes on behind the owner's name. In a name they have a capital.
pub(super) const GOES_ON: &str = "may must can cannot could shall should will would is are was has have needs requires require \
    permits allows not no please any all which who that unless except without if when reproduction reprints reprinting \
    republication do reproduced protected";

/// Words before the line that a reprint must carry.
pub(super) const CREDIT: &[&str] = &[
    "please credit",
    "please indicate",
    "please cite",
    "please acknowledge",
    "please state",
    "please name",
    "credit line",
    "must credit",
    "should credit",
    "credit:",
    "credit it as",
    "credited as",
    "must carry",
    "reprinted, credit",
    "请注明",
    "须注明",
    "需注明",
    "应注明",
    "请务必注明",
    "必须注明",
    "請註明",
];

/// Words that forbid reprints, with leave or without.
pub(super) const FORBIDS: &[&str] = &[
    "not be reproduced",
    "not be copied",
    "not be republished",
    "do not reproduce",
    "do not copy",
    "do not reprint",
    "reproduction is prohibited",
    "reproduction is not allowed",
    "reproduction prohibited",
    "without authorization",
    "without authorisation",
    "without permission",
    "not be reprinted",
    "no reproduction",
    "no reprint",
    "no part",
    "not be reposted",
    "not be used",
    "no republication",
    "republication is prohibited",
    "republication prohibited",
    "reprinting is prohibited",
    "reprinting prohibited",
    "reprinting is not allowed",
    "reprints are not",
    "未经授权",
    "未经许可",
    "未经同意",
    "禁止转载",
    "谢绝转载",
    "不得转载",
    "严禁转载",
    "请勿转载",
    "未經授權",
    "不得轉載",
];

/// Words with which everybody may print an article who says whose it is.
pub(super) const WELCOME: &[&str] = &[
    "free to reprint",
    "may be reprinted with ",
    "may be reproduced with ",
    "may be republished with ",
    "reproduced freely",
    "reprints are welcome",
    "reprints welcome",
    "欢迎转载",
    "转载请注明",
    "转载须注明",
    "转载时请注明",
    "转载应注明",
    "轉載請註明",
];

/// Words of leave, beside those that forbid.
pub(super) const ASKS: &[&str] = &[
    "reprint request",
    "for reprint",
    "request",
    "without authori",
    "unauthori",
    "when authorized",
    "when authorised",
    "permission",
    "contact",
    "leave a message",
    "授权",
    "授權",
    "许可",
    "許可",
    "同意",
    "转载请联系",
];

/// Words for what others may wish to do with an article.
pub(super) const COPIES: &[&str] = &[
    "reprint",
    "reproduc",
    "republi",
    "repost",
    "copying",
    "be copied",
    "转载",
    "轉載",
    "转发",
    "转摘",
    "摘编",
    "摘录",
    "翻印",
    "翻译发表",
    "复制",
    "引用本文",
    "使用本文",
];

/// Words for the leave that they need, and for how to get it.
pub(super) const LEAVE: &[&str] = &[
    "permission",
    "permitted by",
    "authoris",
    "authoriz",
    "consent",
    "approval",
    "approved by",
    "licen",
    "agreement",
    "contact",
    "write to",
    "get in touch",
    "apply to",
    "ask the",
    "ask us",
    "ask before",
    "request",
    "leave a message",
    "授权",
    "授權",
    "许可",
    "許可",
    "同意",
    "允许",
    "联系",
    "聯繫",
    "联络",
    "申请",
    "征得",
    "留言",
    "来信",
    "致电",
];

/// Leave that nobody needs.
pub(super) const NO_LEAVE: &[&str] = &[
    "no permission",
    "no authori",
    "permission is not needed",
    "permission is not required",
    "permission not needed",
    "can be reprinted without",
    "may be reprinted without",
    "may be reproduced without",
    "无需授权",
    "无须授权",
    "无需许可",
    "无须许可",
    "无需同意",
    "无须同意",
];
