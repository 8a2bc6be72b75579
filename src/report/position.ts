import { Place } from '../model/resource';

/** `shop.yaml:12`, as editors and terminals take it. */
export const position = ({ file, line }: Place): string => (line === undefined ? file : `${file}:${line}`);
