# SPDX-License-Identifier: Apache-2.0
"""What `inlay form` writes, taken apart by nothing but Python's own library."""
import base64
import hashlib
import html.parser
import json
import subprocess

VOID = {'meta', 'link', 'input', 'br', 'hr', 'img'}


class Page(html.parser.HTMLParser):
    """Every element, closed in order, and the text of scripts and styles."""

    def __init__(self, text):
        super().__init__()
        self.text = text
        self.open_elements, self.elements, self.contents = [], [], []
        self.feed(text)
        self.close()
        assert not self.open_elements, self.open_elements

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open_elements.append(tag)
            self.contents.append([tag, dict(attributes), ''])

    def handle_endtag(self, tag):
        assert self.open_elements.pop() == tag, tag

    def handle_data(self, data):
        if self.open_elements and self.open_elements[-1] in ('script', 'style'):
            self.contents[-1][2] += data

    def texts(self, tag, kind=None):
        return [text for name, attributes, text in self.contents if name == tag and attributes.get('type') == kind]

    @property
    def model_text(self):
        [model] = self.texts('script', 'application/json')
        return model

    @property
    def model(self):
        return json.loads(self.model_text)

    @property
    def policy(self):
        [policy] = [attributes['content'] for tag, attributes in self.elements
                    if tag == 'meta' and attributes.get('http-equiv') == 'Content-Security-Policy']
        return {words[0]: words[1:] for words in (part.split() for part in policy.split(';'))}

    def inputs(self):
        """By "FILE: a.b"."""
        return {f"{config.get('file', 'run config')}: {'.'.join(each['path'])}": each
                for config in self.model['configs'] for each in config['inputs']}


def hash_source(text):
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def form(inlay, *arguments):
    return Page(subprocess.run([inlay, 'form', *arguments], check=True, capture_output=True, text=True).stdout)
