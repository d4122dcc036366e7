/** Why a list for mail is not made — 宛名の一覧を作れないわけ. */
export const mailingRefusals = {
  'label-place': { message: 'この用紙のラベルは{places}枚です。とばせるのは、それより少ない枚数です。', remedy: '使ったラベルの枚数を直してください。' },
} as const
