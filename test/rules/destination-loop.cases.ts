import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

function fnOf(): string {
  return "{ Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: index.handler, Role: 'arn:aws:iam::111122223333:role/fn', Code: { ZipFile: x } } }";
}

export default ruleCases('destination-loop', {
  fires: {
    'M27: two functions that are each other\'s on-failure destination': {
      template: `
Resources:
  A: ${fnOf()}
  B: ${fnOf()}
  ConfigA:
    Type: AWS::Lambda::EventInvokeConfig
    Properties: { FunctionName: !Ref A, Qualifier: $LATEST, DestinationConfig: { OnFailure: { Destination: !GetAtt B.Arn } } }
  ConfigB:
    Type: AWS::Lambda::EventInvokeConfig
    Properties: { FunctionName: !Ref B, Qualifier: $LATEST, DestinationConfig: { OnFailure: { Destination: !GetAtt A.Arn } } }
`,
      at: ['ConfigA', 'ConfigB'], says: /A → B → A is a circle/,
    },
    'M27: a function that is its own on-failure destination': {
      template: `
Resources:
  A: ${fnOf()}
  ConfigA:
    Type: AWS::Lambda::EventInvokeConfig
    Properties: { FunctionName: !Ref A, Qualifier: $LATEST, DestinationConfig: { OnFailure: { Destination: !GetAtt A.Arn } } }
`,
      at: 'ConfigA', says: /its own on-failure destination/,
    },
    'a circle that has a dead-letter queue in it': {
      template: `
Resources:
  Dead: { Type: AWS::SQS::Queue }
  Ship: ${fnOf().replace('Code:', 'DeadLetterConfig: { TargetArn: !GetAtt Dead.Arn }, Code:')}
  ConfigShip:
    Type: AWS::Lambda::EventInvokeConfig
    Properties: { FunctionName: !Ref Ship, Qualifier: $LATEST, DestinationConfig: { OnFailure: { Destination: !GetAtt Ship.Arn } } }
`,
      at: 'ConfigShip', says: /a failed event goes round in a circle until Lambda stops it, and rests only then/, severity: 'warning',
    },
  },
  silent: {
    'a chain that ends in a queue': {
      app: (stack) => {
        const last = fn(stack, 'Last', { onFailure: new destinations.SqsDestination(new sqs.Queue(stack, 'Failed')) });
        fn(stack, 'Fn', { onFailure: new destinations.LambdaDestination(last) }).addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic')));
      },
    },
  },
});
