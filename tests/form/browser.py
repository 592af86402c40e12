# SPDX-License-Identifier: Apache-2.0
"""A headless Chromium, driven by the DevTools protocol over a pair of pipes: nothing but Python's own library."""
import base64
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time

PROGRAMS = ['chromium-headless-shell', 'chromium', 'google-chrome']


def program():
    """The browser to run, None when there is none."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


class Browser:
    """One page. Everything that it says to the console, and every violation of its policy, is in self.said."""

    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix='inlay-browser-')
        to_browser, self.write_end = os.pipe()
        self.read_end, from_browser = os.pipe()
        self.process = self.start(to_browser, from_browser)
        os.close(to_browser)
        os.close(from_browser)
        self.buffer = b''
        self.number = 0
        self.said = []
        self.dialogs = []
        self.requests = []
        target = self.call('Target.createTarget', url='about:blank')['targetId']
        self.session = None
        self.session = self.call('Target.attachToTarget', targetId=target, flatten=True)['sessionId']
        for domain in ('Page', 'Runtime', 'Log', 'Network', 'DOM'):
            self.call(domain + '.enable')
        self.call('Browser.setDownloadBehavior', behavior='allow', downloadPath=os.getcwd())

    def start(self, to_browser, from_browser):
        # As root, in containers with a small /dev/shm, without a GPU. The protocol is on descriptors 3 and 4.
        command = [program(), '--headless', '--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu',
                   '--remote-debugging-pipe', '--user-data-dir=' + self.profile, 'about:blank']

        def place():
            high_in, high_out = os.dup2(to_browser, 20), os.dup2(from_browser, 21)
            os.dup2(high_in, 3)
            os.dup2(high_out, 4)

        return subprocess.Popen(command, preexec_fn=place, close_fds=False, stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def close(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def receive(self):
        while b'\0' not in self.buffer:
            piece = os.read(self.read_end, 1 << 16)
            if not piece:
                raise RuntimeError('the browser ended')
            self.buffer += piece
        message, self.buffer = self.buffer.split(b'\0', 1)
        return json.loads(message)

    def note(self, message):
        method, details = message.get('method'), message.get('params', {})
        if method == 'Runtime.consoleAPICalled':
            self.said.append(' '.join(str(argument.get('value')) for argument in details['args']))
        elif method == 'Runtime.exceptionThrown':
            exception = details['exceptionDetails']
            self.said.append(exception.get('exception', {}).get('description', exception['text']))
        elif method == 'Log.entryAdded':
            self.said.append(details['entry']['text'])
        elif method == 'Page.javascriptDialogOpening':
            self.dialogs.append(details['message'])
            self.send('Page.handleJavaScriptDialog', {'accept': True})
        elif method == 'Network.requestWillBeSent':
            self.requests.append(details['request']['url'])

    def send(self, method, parameters):
        self.number += 1
        message = {'id': self.number, 'method': method, 'params': parameters}
        if getattr(self, 'session', None):
            message['sessionId'] = self.session
        os.write(self.write_end, json.dumps(message).encode() + b'\0')
        return self.number

    def call(self, method, **parameters):
        number = self.send(method, parameters)
        while True:
            message = self.receive()
            self.note(message)
            if message.get('id') == number:
                if 'error' in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message['result']

    def open(self, path):
        self.said.clear()
        self.requests.clear()
        self.call('Page.navigate', url='file://' + os.path.abspath(path))
        self.wait('document.readyState === "complete"')

    def run(self, script):
        """The value of an expression, which may be a promise, in the page."""
        result = self.call('Runtime.evaluate', expression=script, awaitPromise=True, returnByValue=True, userGesture=True)
        if 'exceptionDetails' in result:
            raise RuntimeError(result['exceptionDetails'].get('exception', {}).get('description', script))
        return result['result'].get('value')

    def wait(self, condition, seconds=20):
        end = time.monotonic() + seconds
        while not self.run(condition):
            if time.monotonic() > end:
                raise RuntimeError('never came true: ' + condition)
            time.sleep(0.02)

    def size(self, width, height, dark=False):
        self.call('Emulation.setDeviceMetricsOverride', width=width, height=height, deviceScaleFactor=1,
                  mobile=width < 500)
        self.call('Emulation.setEmulatedMedia',
                  features=[{'name': 'prefers-color-scheme', 'value': 'dark' if dark else 'light'}])

    def press(self, key, text=None, modifiers=0):
        """A key, as a person presses it."""
        codes = {'Tab': 9, 'Enter': 13, 'Escape': 27, 'Space': 32, 'Backspace': 8, 'ArrowDown': 40, 'ArrowUp': 38}
        key_name = ' ' if key == 'Space' else key
        text = {'Enter': '\r', 'Space': ' '}.get(key, text)
        details = {'key': key_name, 'code': key, 'windowsVirtualKeyCode': codes.get(key, 0), 'modifiers': modifiers}
        self.call('Input.dispatchKeyEvent', type='keyDown', **details, **({'text': text} if text else {}))
        self.call('Input.dispatchKeyEvent', type='keyUp', **details)

    def type(self, text):
        self.call('Input.insertText', text=text)

    def choose_file(self, selector, path):
        root = self.call('DOM.getDocument')['root']['nodeId']
        node = self.call('DOM.querySelector', nodeId=root, selector=selector)['nodeId']
        self.call('DOM.setFileInputFiles', nodeId=node, files=[os.path.abspath(path)])

    def screenshot(self, path, whole=False):
        picture = self.call('Page.captureScreenshot', captureBeyondViewport=whole)
        with open(path, 'wb') as out:
            out.write(base64.b64decode(picture['data']))
