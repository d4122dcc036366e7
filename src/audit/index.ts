export { writeAudit } from './store.ts'
export { openHeads, signingKey, type HeadFolder } from './heads.ts'
export { sealAll, startSealer, type Sealer, type SealerParts } from './sealer.ts'
export { verifyAudit, type TownVerdict } from './verify.ts'
