import { defineSource } from './source';
import { invokedAmong } from '../lambda/invoked';
import { syncPath } from '../lambda/sync';
import { at, list } from '../model/value';

export const facts = {
  link: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/olap-writing-lambda.html',
};

/** An S3 Object Lambda access point, which transforms objects while they are read. */
export default defineSource({
  id: 's3-object-lambda',
  title: 'Amazon S3 Object Lambda',
  links: [facts.link],
  claims: ['AWS::S3ObjectLambda::AccessPoint'],
  * paths(app) {
    for (const point of app.ofType('AWS::S3ObjectLambda::AccessPoint')) {
      const transformations = list(at(point.properties.ObjectLambdaConfiguration, 'TransformationConfigurations'));
      for (const invoked of invokedAmong(app, transformations.map((item) => at(item, 'ContentTransformation', 'AwsLambda', 'FunctionArn')))) {
        yield { source: 's3-object-lambda', kind: 'sync-s3-object-lambda', triggers: [point], ...syncPath(invoked, 'whoever reads the object gets an error', facts.link) };
      }
    }
  },
});
