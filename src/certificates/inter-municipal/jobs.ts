import { z } from 'zod'
import { job } from '../../platform/job/define.ts'
import { eraseContents } from './store.ts'

/** Takes out what home towns have told on earlier days, each night: the paper is printed or will not be — 答えの消去. */
export const eraseInterMunicipal = job({
  name: 'certificates.erase-inter-municipal', title: '広域交付の答えを消す', payload: z.object({}), schedule: '20 15 * * *',
  run: eraseContents,
  example: async () => ({}),
})
