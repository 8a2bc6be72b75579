import { ruleOf } from './acknowledged';
import { isJsonObject, Json, JsonObject } from './file';
import { Acknowledgement } from '../model/resource';

/**
 * What was acknowledged in the template itself, by logical id, `''` for all of it: for CloudFormation and SAM, which have
 * no `Validations`. In the `Metadata` of a resource or of the template:
 * `LambdaFailsafe: { Acknowledge: [ { Id: sqs-no-redrive, Reason: … } ] }`
 */
export function acknowledgedIn(template: JsonObject, file: string, remarks: string[]): Map<string, readonly Acknowledgement[]> {
  const found = new Map<string, readonly Acknowledgement[]>();
  const look = (id: string, metadata: Json | undefined) => {
    const own = isJsonObject(metadata) ? metadata.LambdaFailsafe : undefined;
    const listed = isJsonObject(own) ? own.Acknowledge : undefined;
    if (listed === undefined) return;
    const accepted: Acknowledgement[] = [];
    for (const entry of Array.isArray(listed) ? listed : [listed]) {
      const { Id: rule, Reason: reason } = isJsonObject(entry) ? entry : { Id: undefined, Reason: undefined };
      if (typeof rule === 'string' && typeof reason === 'string' && reason.trim() !== '') accepted.push({ id: ruleOf(rule), reason });
      else remarks.push(`${file}: ${id || 'the template'} acknowledges ${typeof rule === 'string' ? rule : 'something'} without Id and Reason; it is not taken into account`);
    }
    found.set(id, accepted);
  };
  look('', template.Metadata);
  const all = isJsonObject(template.Resources) ? template.Resources : {};
  for (const id of Object.keys(all)) {
    const resource = all[id];
    if (isJsonObject(resource) && resource.Metadata !== undefined) look(id, resource.Metadata);
  }
  return found;
}
