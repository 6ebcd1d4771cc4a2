//! What things are called: districts, their authorities, crossings. All invented; several cities have roads of these names.

/// District: code, Chinese, English.
pub const DISTRICTS: &[(&str, &str, &str)] = &[
    ("BINJIANG", "滨江区", "Binjiang"),
    ("YUNQI", "云栖镇", "Yunqi"),
    ("CHENGXI", "城西区", "Chengxi"),
    ("DONGHU", "东湖区", "Donghu"),
    ("NANSHAN", "南山区", "Nanshan"),
    ("BEIGUAN", "北关区", "Beiguan"),
    ("HEPING", "和平区", "Heping"),
    ("XINGANG", "新港区", "Xingang"),
    ("LONGQUAN", "龙泉区", "Longquan"),
    ("QINGSHAN", "青山区", "Qingshan"),
];

/// The first two are the customers of the small city.
pub const AUTHORITIES: &[(&str, &str)] = &[("交警大队", "Traffic Police"), ("综合行政执法队", "City Administration")];

/// Roads: Chinese, English. Two of them make a crossing.
pub const ROADS: &[(&str, &str)] = &[
    ("江南大道", "Jiangnan Ave"),
    ("西兴路", "Xixing Rd"),
    ("解放路", "Jiefang Rd"),
    ("中山路", "Zhongshan Rd"),
    ("建设路", "Jianshe Rd"),
    ("人民路", "Renmin Rd"),
    ("学院路", "Xueyuan Rd"),
    ("文化街", "Wenhua St"),
    ("火炬大道", "Huoju Ave"),
    ("长河路", "Changhe Rd"),
    ("滨盛路", "Binsheng Rd"),
    ("春晓路", "Chunxiao Rd"),
    ("江陵路", "Jiangling Rd"),
    ("月明路", "Yueming Rd"),
    ("体育场路", "Tiyuchang Rd"),
    ("凤起路", "Fengqi Rd"),
    ("庆春路", "Qingchun Rd"),
    ("延安路", "Yan'an Rd"),
    ("环城东路", "Huancheng East Rd"),
    ("环城西路", "Huancheng West Rd"),
    ("友谊街", "Youyi St"),
    ("和平街", "Heping St"),
    ("新华路", "Xinhua Rd"),
    ("东风路", "Dongfeng Rd"),
];

/// The crossing number `n` of a district: Chinese and English. The first 552 differ by their roads, the next ones by their corner.
pub fn crossing(n: usize) -> (String, String) {
    const CORNERS: &[(&str, &str)] = &[("", ""), ("北", " North"), ("南", " South"), ("东", " East"), ("西", " West")];
    let roads = ROADS.len();
    let pairs = roads * (roads - 1);
    let pair = n % pairs;
    // Neighbouring numbers get different first roads; the second is never the first.
    let first = pair % roads;
    let second = (first + 1 + pair / roads) % roads;
    let (chinese_a, english_a) = ROADS.get(first).copied().unwrap_or_default();
    let (chinese_b, english_b) = ROADS.get(second).copied().unwrap_or_default();
    let (chinese_corner, english_corner) = CORNERS.get(n / pairs % CORNERS.len()).copied().unwrap_or_default();
    (format!("{chinese_a}与{chinese_b}{chinese_corner}口"), format!("{english_a} & {english_b}{english_corner}"))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_crossings_of_a_district_are_called_the_same() {
        let names: HashSet<(String, String)> = (0..2500).map(crossing).collect();
        assert_eq!(names.len(), 2500);
    }
}
