/** Who pays public pensions, as an addressee: an office of the state, with the address of none. */
export const pensionPayer = { name: '厚生労働大臣', kana: 'コウセイロウドウダイジン', postalCode: '9990000', address: '中央官庁街一丁目1番1号' } as const
