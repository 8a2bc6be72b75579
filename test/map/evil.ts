import { writeFileSync } from 'node:fs';

/** A name with every sign that means something to somebody. */
export const evil = 'a</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>"\'`|#;&[x](javascript:1){{y}}*_~@admin--><!-- $z$ \\';

/** CDK makes logical ids of the letters of names, and the names themselves stand in the paths. */
const id = evil.replace(/[^A-Za-z0-9]/g, '');

/** A template with such names, which loses events. */
export function writeOdd(file: string): string {
  writeFileSync(file, `
Resources:
  ${id}Fn:
    Type: AWS::Lambda::Function
    Metadata: { "aws:cdk:path": ${JSON.stringify(`Shop/${evil}Fn/Resource`)} }
    Properties: { Code: { ZipFile: x }, Role: arn }
  ${id}:
    Type: AWS::SQS::Queue
    Metadata: { "aws:cdk:path": ${JSON.stringify(`Shop/${evil}/Resource`)} }
  Feed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref ${id}Fn, EventSourceArn: !GetAtt ${id}.Arn, BatchSize: 1 } }
`);
  return file;
}
