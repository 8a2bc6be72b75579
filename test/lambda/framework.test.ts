import { judge } from '../support/judge';

/** Functions that CDK adds to an app by itself are shown and not reported; they are known by what CDK always calls them. */

const isFramework = (id: string, { path, description = 'x' }: { readonly path?: string; readonly description?: string } = {}) => judge(`
Resources:
  ${id}:
    Type: AWS::Lambda::Function
    Properties: { Code: { ZipFile: x }, Role: arn, Description: "${description}" }
    ${path === undefined ? '' : `Metadata: { aws:cdk:path: "${path}" }`}`).graph.paths.every(({ framework }) => framework);

const uuid = 'aae0aa3c5b4d4f87b02d85b201efdd8a';

test.each([
  `LogRetention${uuid}FD4BFC8A`, 'BucketNotificationsHandler050a0587b7544547bf325f094a3db8347ECC3691', 'CustomCDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C81C01536', 'AWS679f53fac002430cb0da5b7982bd22872D164C4C', 'AWSCDKCfnUtilsProviderCustomResourceProviderHandlerCF82AA57',
  'CustomS3AutoDeleteObjectsCustomResourceProviderHandler9D90184F', 'CustomVpcRestrictDefaultSGCustomResourceProviderHandlerDC833E5E', 'CustomCrossRegionExportWriterCustomResourceProviderHandlerD8786E8A', 'CustomCrossRegionExportReaderCustomResourceProviderHandler46647B68',
  'CustomECRAutoDeleteImagesCustomResourceProviderHandler8D89C030', 'CustomAWSCDKOpenIdConnectProviderCustomResourceProviderHandlerF2C543E0', 'CustomCrossRegionStringParameterReaderCustomResourceProviderHandler65B5F33A', 'CustomCrossRegionStringParameterReaderXYCustomResourceProviderHandler65B5F33A', 'CustomEKSClusterCustomResourceProviderHandler65B5F33A',
  'CustomRedshiftClusterRebootThingCustomResourceProviderHandler65B5F33A', 'CustomSsmParameterReaderXYCustomResourceProviderHandler65B5F33A', 'CustomSynthesisExportXYCustomResourceProviderHandler65B5F33A', 'CustomS3ObjectLambdaXYCustomResourceProviderHandler65B5F33A',
  'SingletonLambda679f53fac002430cb0da5b7982bd22872D164C4C', 'ProviderframeworkonEvent83C1D0A7', 'ShopProviderframeworkisCompleteB3E9A2E4', 'ShopProviderframeworkonTimeout0B47CA38', `QueryRedshiftDatabase${uuid}3DE5BEA7`, `OpenSearchAccessPolicy${uuid}`, `DescribeUserPoolClient${uuid}`,
])('%s is one of CDK', (id) => expect(isFramework(id)).toBe(true));

test.each([
  'ShipOrder', 'LogRetention', 'LogRetentionJob83C1D0A7', `MyLogRetention${uuid}`, `LogRetention${uuid.slice(1)}`, 'BucketNotificationsHandler', 'MyBucketNotificationsHandler050a0587b7544547bf325f094a3db834', 'BucketNotificationsHandler050a0587b7544547bf325f094a3db8', 'CustomCDKBucketDeploymentFn', 'MyCustomCDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C',
  'CustomCDKBucketDeployment8693BB64968944B69AAFB0CC9EB875', 'AWSFn83C1D0A7', 'MyAWS679f53fac002430cb0da5b7982bd22872D164C4C', 'AWS679f53fac002430cb0da5b7982bd22872D164C4CX', 'AWS679f53fac002430cb0da5b7982bd22872D164C', 'AWS679f53fac002430cb0da5b7982bd2D164C4C', 'AWSCDKCfnUtilsProviderCustomResourceProviderHandlerCF82AA57X', 'MyAWSCDKCfnUtilsProviderCustomResourceProviderHandlerCF82AA57',
  'AWSCDKCustomResourceProviderHandlerCF82AA57', 'AWSCDKCfn1CustomResourceProviderHandlerCF82AA57', 'AWSCDKCfnUtilsProviderCustomResourceProviderHandlerCF82AA', 'CustomShopCustomResourceProviderHandler9D90184F', 'MyCustomS3AutoDeleteObjectsCustomResourceProviderHandler9D90184F', 'CustomS3AutoDeleteObjectsCustomResourceProviderHandler9D90184FX', 'CustomS3AutoDeleteObjectsCustomResourceProviderHandler9D9018',
  'SingletonLambdaFn', 'MySingletonLambda679f53fac002430cb0da5b7982bd22872D164C4C', 'SingletonLambda679f53fac002430cb0da5b7982bd22872D164C4CX', 'SingletonLambda679f53fac002430cb0da5b7982bd22872D164C', 'SingletonLambda679f53fac002430cb0da5b7982bd2D164C4C', 'ProviderframeworkonEvent', 'ProviderframeworkonEvent83C1D0', 'ProviderframeworkonEvent83C1D0A7X', 'Providerframework83C1D0A7',
  'QueryRedshiftDatabase', `MyQueryRedshiftDatabase${uuid}`, `QueryRedshiftDatabase${uuid.slice(1)}`, `MyOpenSearchAccessPolicy${uuid}`, `OpenSearchAccessPolicy${uuid.slice(1)}`, `MyDescribeUserPoolClient${uuid}`, `DescribeUserPoolClient${uuid.slice(1)}`,
])('%s is one of the user', (id) => expect(isFramework(id)).toBe(false));

test.each([
  [`Shop/LogRetention${uuid}/Resource`, true], [`Shop/LogRetention${uuid}/Fn`, false], [`Shop/LogRetention${uuid}/Resource/Fn`, false], [`Shop/LogRetention${uuid.slice(1)}/Resource`, false],
  ['Shop/BucketNotificationsHandler050a0587b7544547bf325f094a3db834/Resource', true], ['Shop/BucketNotificationsHandler050a0587b7544547bf325f094a3db8/Resource', false], ['Shop/BucketNotificationsHandler050a0587b7544547bf325f094a3db834/Resource/Fn', false],
  ['Shop/Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C/Resource', true], ['Shop/Custom::CDKBucketDeployment8693/Resource', false], ['Shop/Custom::S3AutoDeleteObjectsCustomResourceProvider/Handler', true], ['Shop/Custom::AWSCDKOpenIdConnectProvider/Handler', true], ['Shop/Custom::Shop/Handler', false],
  ['Shop/Provider/framework-onEvent/Resource', true], ['Shop/Provider/framework-isComplete/Resource', true], ['Shop/Provider/framework-onTimeout/Resource', true], ['Shop/Provider/framework-other/Resource', false], ['Shop/Provider/framework-onEvent/Resource/Fn', false],
  ['Shop/AWS679f53fac002430cb0da5b7982bd2287/Resource', true], ['Shop/AWS679f53fac002430cb0da5b7982bd22/Resource', false], ['Shop/AWS679f53fac002430cb0da5b7982bd2287/Resource/Fn', false], ['Shop/@aws-cdk--aws-eks.KubectlProvider/Handler/Resource', true], ['Shop/@aws-cdk--aws-shop.Thing/Handler/Resource', false],
])('the path %s: %s', (path, expected) => expect(isFramework('FrameworkCustomAWS', { path })).toBe(expected));

test.each([
  ['LogRetention', `Shop/LogRetention${uuid}/Resource`], ['ShopBucketNotificationsHandler', 'Shop/BucketNotificationsHandler050a0587b7544547bf325f094a3db834/Resource'], ['ShopCustom', 'Shop/Custom::AWSCDKOpenIdConnectProvider/Handler'], ['Shopframework', 'Shop/Provider/framework-onEvent/Resource'],
  ['ShopAWS', 'Shop/AWS679f53fac002430cb0da5b7982bd2287/Resource'], ['awscdkawseksKubectl', 'Shop/@aws-cdk--aws-eks.KubectlProvider/Handler/Resource'],
])('%s is looked up by its path', (id, path) => expect(isFramework(id, { path })).toBe(true));

test('the provider framework says so', () => {
  expect(isFramework('Fn', { description: 'AWS CDK resource provider framework - onEvent (Shop/Provider)' })).toBe(true);
  expect(isFramework('Fn', { description: 'uses the AWS CDK resource provider framework - or so' })).toBe(false);
});
