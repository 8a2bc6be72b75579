import { sourceContract } from '../support/source-contract';

sourceContract('codecommit-trigger', {
  'a function among the triggers of a repository': {
    resources: `
      Topic: { Type: AWS::SNS::Topic }
      Repository:
        Type: AWS::CodeCommit::Repository
        Properties:
          RepositoryName: orders
          Triggers: [{ Name: fn, DestinationArn: !GetAtt Fn.Arn, Events: [all] }, { Name: topic, DestinationArn: !Ref Topic, Events: [all] }]
    `,
    paths: [{ fn: 'Fn', kind: 'async-codecommit', mode: 'async', triggers: ['Repository'], attempts: 3, fate: 'lost' }],
  },
});
