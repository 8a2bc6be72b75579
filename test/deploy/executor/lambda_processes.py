"""Runs the functions of LocalStack core as processes of this machine instead of containers, and custom resources by them.

Each execution environment has a Lambda Runtime API of its own on a loopback port, and a process that asks it for work:
https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import json
import os
import queue
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer

from localstack import config
from localstack.runtime import hooks
from localstack.services.cloudformation.resource_provider import (
    CloudFormationResourceProviderPlugin,
    OperationStatus,
    ProgressEvent,
    ResourceProvider,
)
from localstack.services.lambda_.invocation.lambda_models import InvocationResult
from localstack.services.lambda_.invocation.plugins import RuntimeExecutorPlugin
from localstack.services.lambda_.invocation.runtime_executor import RuntimeExecutor

# What a function may see of the environment of the emulator.
PASSED_ON = ("PATH", "HOME", "LANG")


@hooks.on_infra_start()
def dynamodb_with_java_of_machine():
    """LocalStack would download a Java and an agent that lifts a limit of DynamoDB Local; neither is needed here."""
    from localstack.services.dynamodb.packages import DynamoDBLocalPackageInstaller
    from localstack.services.dynamodb.server import DynamodbServer

    command = DynamodbServer._create_shell_command

    def on_loopback(self):
        parts = [part for part in command(self) if not part.startswith("-javaagent:")]
        parts[parts.index("-jar")] = "-cp"
        library = parts.index(str(self.jar_path)) + 1
        return [*parts[:library], os.path.join(os.environ["LAMBDA_RUNTIME_CLIENTS"], "DynamoDbOnLoopback.java"), *parts[library:]]

    DynamoDBLocalPackageInstaller.get_java_env_vars = lambda self: {}
    DynamodbServer._create_shell_command = on_loopback


@hooks.on_infra_start()
def kinesis_on_loopback():
    from localstack.services.kinesis.kinesis_mock_server import KinesisMockNodeServer

    command = KinesisMockNodeServer._create_shell_command

    def on_loopback(self):
        (_, program), variables = command(self)
        return [os.environ["LAMBDA_NODE"], "--require", os.path.join(os.environ["LAMBDA_RUNTIME_CLIENTS"], "on-loopback.js"), program], variables

    KinesisMockNodeServer._create_shell_command = on_loopback


class ProcessExecutorPlugin(RuntimeExecutorPlugin):
    name = "process"

    def load(self, *args, **kwargs):
        return ProcessExecutor


class ProcessExecutor(RuntimeExecutor):
    """One execution environment: LocalStack gives it one invocation at a time."""

    def __init__(self, id, function_version):
        super().__init__(id, function_version)
        self.settings = function_version.config
        self.api = RuntimeApi(self.settings.timeout)
        self.process = None
        self.env = {}

    @classmethod
    def prepare_version(cls, function_version):
        if function_version.config.code:
            function_version.config.code.prepare_for_execution()

    @classmethod
    def cleanup_version(cls, function_version):
        if function_version.config.code:
            function_version.config.code.destroy_cached()

    def get_address(self):
        return "127.0.0.1"

    def get_endpoint_from_executor(self):
        return "127.0.0.1"

    def get_runtime_endpoint(self):
        return f"http://127.0.0.1:{config.GATEWAY_LISTEN[0].port}/_localstack_lambda/{self.id}"

    def get_logs(self):
        return self.process.logs() if self.process else ""

    def start(self, env_vars):
        self.api.start()
        self.env = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        self.env |= {name: str(value) for name, value in env_vars.items()}
        self.env |= {
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self.api.port}",
            "LAMBDA_TASK_ROOT": str(self.settings.code.get_unzipped_code_location()),
            "TZ": ":UTC",
        }
        self._spawn()

    def invoke(self, payload):
        request_id = payload["invoke-id"]
        if self.process.has_ended() and self.api.init_error is None:
            self._spawn()
        if self.api.init_error is not None:
            return InvocationResult(request_id, self.api.init_error, is_error=True, logs=self.get_logs())
        self.process.forget_logs()
        answer = self.api.give(payload, until=self.process.has_ended)
        if answer is None:
            ended = self.process.has_ended()
            status = self.process.kill()
            self._spawn()
            answer = True, error("Runtime.ExitError", f"RequestId: {request_id} Error: Runtime exited with error: exit status {status}") if ended else error(
                "Sandbox.Timedout", f"RequestId: {request_id} Error: Task timed out after {self.settings.timeout:.2f} seconds")
        else:
            self.process.wait_for_line(f"END RequestId: {request_id}")
        is_error, body = answer
        return InvocationResult(request_id, body, is_error=is_error, logs=self.get_logs())

    def stop(self):
        if self.process:
            self.process.kill()
        self.api.stop()

    def _spawn(self):
        logs = self.get_logs()
        self.api.forget()
        self.process = Child([*runtime(self.settings.runtime), self.settings.handler], self.env, logs)
        if not self.api.wait_until_ready(config.LAMBDA_RUNTIME_ENVIRONMENT_TIMEOUT, until=self.process.has_ended):
            raise TimeoutError(f"the runtime client did not ask for work: {self.get_logs()}")


def runtime(name):
    """What runs handlers: the Node.js and the Python of the emulator, whatever version a function asks for."""
    clients = os.environ["LAMBDA_RUNTIME_CLIENTS"]
    if name.startswith("nodejs"):
        return os.environ["LAMBDA_NODE"], os.path.join(clients, "runtime-client.js")
    if name.startswith("python"):
        return sys.executable, os.path.join(clients, "runtime_client.py")
    raise ValueError(f"functions run on Node.js and Python only here, not on {name}")


class Child:
    """A process and what it has printed."""

    def __init__(self, command, env, logs):
        self.lines = [logs] if logs else []
        self.news = threading.Condition()
        self.process = subprocess.Popen(
            command, cwd=env["LAMBDA_TASK_ROOT"], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def has_ended(self):
        return self.process.poll() is not None

    def kill(self):
        """Ends the process, if it has not ended by itself, and gives its status."""
        self.process.kill()
        status = self.process.wait()
        self.reader.join(1)
        return status

    def logs(self):
        with self.news:
            return "".join(self.lines)

    def forget_logs(self):
        with self.news:
            self.lines.clear()

    def wait_for_line(self, line):
        """What was printed before an answer may be read after it."""
        with self.news:
            self.news.wait_for(lambda: any(line in each for each in self.lines), timeout=1)

    def _read(self):
        for line in self.process.stdout:
            with self.news:
                self.lines.append(line)
                self.news.notify_all()


class RuntimeApi:
    """Hands one invocation at a time to the process that asks for it, and takes its answer."""

    def __init__(self, timeout):
        self.timeout = timeout
        self.port = None
        self.init_error = None
        self.server = None
        self.forget()

    def start(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (RuntimeApiHandler,), {"api": self}))
        self.server.daemon_threads = True
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.invocations.put(None)
        if self.server:
            self.server.shutdown()
            self.server.server_close()

    def forget(self):
        """Before a process starts: what another one was asked is void."""
        self.ready = threading.Event()
        self.invocations = queue.Queue()
        self.answers = queue.Queue()
        self.asked = None

    def wait_until_ready(self, seconds, until):
        return self._poll(self.ready.wait, seconds, until) or self.init_error is not None

    def give(self, payload, until):
        """The answer as a pair of failed or not and its text; nothing when the time is over, or the process."""
        self.asked = payload["invoke-id"]
        self.invocations.put(payload)
        return self._poll(self._answer, self.timeout, until)

    def answer(self, request_id, failed, body):
        # An answer that comes after its time is about an invocation that has failed already.
        if request_id == self.asked:
            self.asked = None
            self.answers.put((failed, body))

    def _answer(self, seconds):
        try:
            return self.answers.get(timeout=seconds)
        except queue.Empty:
            return None

    @staticmethod
    def _poll(ask, seconds, until):
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            over = until()
            if result := ask(min(left, 0.2)):
                return result
            if over:
                return None
        return None


class RuntimeApiHandler(BaseHTTPRequestHandler):
    api: RuntimeApi
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_GET(self):
        if not self.path.endswith("/runtime/invocation/next"):
            return self._send(404)
        self.api.ready.set()
        payload = self.api.invocations.get()
        if payload is None:
            return self._send(410)
        return self._send(200, payload["payload"].encode(), {
            "Lambda-Runtime-Aws-Request-Id": payload["invoke-id"],
            "Lambda-Runtime-Invoked-Function-Arn": payload["invoked-function-arn"],
            "Lambda-Runtime-Deadline-Ms": str(int((time.time() + self.api.timeout) * 1000)),
            "Content-Type": "application/json",
        })

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.endswith("/runtime/init/error"):
            self.api.init_error = body
        else:
            *_, request_id, kind = self.path.split("/")
            self.api.answer(request_id, kind == "error", body)
        self._send(202)

    def _send(self, status, body=b"", headers=None):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class CustomResourcePlugin(CloudFormationResourceProviderPlugin):
    """LocalStack core takes custom resources for made without asking their functions, such as the one of CDK for notifications of buckets."""

    name = "AWS::CloudFormation::CustomResource"

    def __init__(self):
        self.factory = CustomResourceProvider

    def load(self):
        pass


class CustomResourceProvider(ResourceProvider):
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html"""

    TYPE = CustomResourcePlugin.name
    SCHEMA = {"primaryIdentifier": ["/properties/PhysicalResourceId"]}

    def create(self, request):
        answer = self._ask(request, "Create")
        return ProgressEvent(
            status=OperationStatus[answer["Status"]],
            resource_model={**request.desired_state, "PhysicalResourceId": answer["PhysicalResourceId"], **(answer.get("Data") or {})},
            message=answer.get("Reason") or "",
        )

    def delete(self, request):
        return ProgressEvent(status=OperationStatus.SUCCESS, resource_model={})

    def _ask(self, request, kind):
        answers = queue.Queue()
        server = HTTPServer(("127.0.0.1", 0), type("Handler", (CustomResourceHandler,), {"answers": answers}))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            request.aws_client_factory.lambda_.invoke(FunctionName=request.desired_state["ServiceToken"], InvocationType="Event", Payload=json.dumps({
                "RequestType": kind,
                "RequestId": request.request_token,
                "StackId": request.stack_id,
                "LogicalResourceId": request.logical_resource_id,
                "ResourceType": request.resource_type,
                "ResourceProperties": strings(request.desired_state),
                "ResponseURL": f"http://127.0.0.1:{server.server_port}/",
            }))
            return answers.get(timeout=120)
        finally:
            server.shutdown()
            server.server_close()


class CustomResourceHandler(BaseHTTPRequestHandler):
    answers: queue.Queue

    def log_message(self, *args):
        pass

    def do_PUT(self):
        self.answers.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()


def strings(value):
    """CloudFormation makes text of every value."""
    if isinstance(value, dict):
        return {key: strings(each) for key, each in value.items()}
    if isinstance(value, list):
        return [strings(each) for each in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def error(kind, message):
    return json.dumps({"errorType": kind, "errorMessage": message}).encode()
