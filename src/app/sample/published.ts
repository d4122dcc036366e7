/** Figures of the country beside which the sample is laid, each with the survey it stands in. Percent unless said otherwise. */
export interface Published { readonly label: string; readonly value: number; readonly source: string }

const estimate = '総務省統計局 人口推計（2022年10月1日）'
const census = '総務省統計局 国勢調査（2020年）'
const vitals = '厚生労働省 人口動態統計（2024年）'
const wages = '国税庁 民間給与実態統計調査（2023年分）'

/** Population of 1 October 2022 by five years of age, thousands of men and women; the last band is 95 and over. */
export const publishedAges: readonly (readonly [men: number, women: number])[] = [
  [2174, 2073], [2535, 2413], [2720, 2588], [2830, 2682], [3216, 3047], [3295, 3118], [3300, 3146], [3668, 3544], [4028, 3918], [4792, 4671], [4756, 4680], [4036, 4038], [3684, 3761],
  [3665, 3870], [4405, 4932], [3151, 3878], [2392, 3350], [1429, 2525], [560, 1429], [121, 526],
]

export const publishedAgesSource = estimate

/** What else is compared; the keys are those of the measured shares. */
export const published = {
  below15: { label: '15歳未満の住民', value: 11.6, source: estimate },
  from65: { label: '65歳以上の住民', value: 29.0, source: estimate },
  from75: { label: '75歳以上の住民', value: 15.5, source: estimate },
  women: { label: '女性', value: 51.4, source: estimate },
  householdSize: { label: '一世帯の人数（人）', value: 2.21, source: census },
  single: { label: '世帯のうち単独世帯', value: 38.1, source: census },
  couple: { label: '世帯のうち夫婦のみ', value: 20.1, source: census },
  coupleChildren: { label: '世帯のうち夫婦と子', value: 25.1, source: census },
  loneParent: { label: '世帯のうちひとり親と子', value: 9.0, source: census },
  otherHouseholds: { label: '世帯のうちその他（三世代など）', value: 7.7, source: census },
  foreign: { label: '外国人住民', value: 3.0, source: '出入国在留管理庁 在留外国人統計（2024年末）' },
  births: { label: '一年の出生（住民比）', value: 0.55, source: vitals },
  deaths: { label: '一年の死亡（住民比）', value: 1.3, source: vitals },
  arrivals: { label: '一年の転入（住民比）', value: 4.2, source: '総務省統計局 住民基本台帳人口移動報告（2023年、市区町村間）' },
  wageOfMen: { label: '男性の給与（平均、万円）', value: 569, source: wages },
  wageOfWomen: { label: '女性の給与（平均、万円）', value: 316, source: wages },
  lightCars: { label: '軽四輪（百世帯あたりの台数）', value: 54.5, source: '全国軽自動車協会連合会 世帯当たり普及台数（2024年12月末）' },
  commonestSurname: { label: 'いちばん多い名字（佐藤）', value: 1.5, source: '同姓の調査などで、およそ' },
} as const satisfies Readonly<Record<string, Published>>

export type ShareKey = keyof typeof published
