export { mix, randomFor, type Random } from '../../kernel/random.ts'
