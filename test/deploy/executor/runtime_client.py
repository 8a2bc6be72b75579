"""Runs a Python handler for as long as the Lambda Runtime API has work; CDK itself brings such functions along."""

import importlib
import json
import os
import sys
import traceback
from http.client import HTTPConnection
from types import SimpleNamespace


def main(name):
    module, function = name.rsplit(".", 1)
    sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
    connection = HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])

    def call(method, at, body=None):
        connection.request(method, f"/2018-06-01/runtime{at}", body)
        response = connection.getresponse()
        return response.status, response.headers, response.read()

    try:
        handler = getattr(importlib.import_module(module), function)
    except Exception as error:
        call("POST", "/init/error", told(error))
        raise
    while True:
        status, headers, text = call("GET", "/invocation/next")
        if status != 200:
            return
        request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        context = SimpleNamespace(
            aws_request_id=request_id,
            invoked_function_arn=headers["Lambda-Runtime-Invoked-Function-Arn"],
            function_name=os.environ["AWS_LAMBDA_FUNCTION_NAME"],
            log_group_name=os.environ["AWS_LAMBDA_LOG_GROUP_NAME"],
            log_stream_name=os.environ["AWS_LAMBDA_LOG_STREAM_NAME"],
        )
        print(f"START RequestId: {request_id}", flush=True)
        try:
            kind, body = "response", json.dumps(handler(json.loads(text), context))
        except Exception as error:
            traceback.print_exc()
            kind, body = "error", told(error)
        print(f"END RequestId: {request_id}", flush=True)
        call("POST", f"/invocation/{request_id}/{kind}", body)


def told(error):
    return json.dumps({"errorType": type(error).__name__, "errorMessage": str(error), "trace": traceback.format_exc().splitlines()})


main(sys.argv[1])
