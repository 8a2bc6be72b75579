import { End } from './data';
import { RestKind } from '../model/graph';

/** `queue · kept 14 d` */
export const placeWords = (kind: RestKind, { text }: End): string => [kind === 'other' ? '' : kind.replace('-', ' '), text].filter((part) => part !== '').join(' · ');
