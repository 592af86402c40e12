# SPDX-License-Identifier: Apache-2.0
"""The page of a sweep's table in a real browser: each function below is one journey, named on the command line.

usage: journeys.py INLAY JOURNEY, in an empty directory
"""
import json
import os
import subprocess
import sys
import time

from browser import Browser

INLAY = sys.argv[1]
MAKE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'make_sweep.py')
METRIC = ['--metric', 'm.json:acc']
# Rates over three powers of ten; one accuracy is NaN, one is missing, one job failed.
CELLS = """
for rate, accuracy, rounds in ((0.1, '0.5', 10), (0.01, '0.75', 9), (0.001, 'NaN', 100), (0.0001, '0.98', 20)):
    cell({'c.yaml:lr': rate, 'c.yaml:model': 'm%d' % rounds, 'c.yaml:same': 'all'}, 'done', seconds=rounds,
         files={'m.json': '{"acc": %s}' % accuracy})
cell({'c.yaml:lr': 0.5, 'c.yaml:model': 'm10', 'c.yaml:same': 'all'}, 'failed', 3, seconds=100)
"""
REPEATS = """
for rate in (1, 2):
    for seed in (1, 2, 3):
        cell({'c.yaml:lr': rate, 'c.yaml:seed': seed}, 'done', seconds=1, files={'m.json': '{"acc": %d}' % (10 * rate + seed)},
             repeat='c.yaml:seed')
"""


def expect(actual, expected):
    assert actual == expected, f'\n  expected: {expected!r}\n  actual:   {actual!r}'


def show(browser, cells=CELLS, arguments=METRIC):
    subprocess.run(['rm', '-rf', 'sweep'], check=True)
    subprocess.run([sys.executable, MAKE], input=cells, text=True, check=True)
    subprocess.run([INLAY, 'sweep', '--page', '--output', 'sweep.html', *arguments], check=True, stderr=subprocess.DEVNULL)
    browser.open('sweep.html')
    assert browser.said == [], browser.said


def texts(browser, selector):
    return json.loads(browser.run(f'JSON.stringify([...document.querySelectorAll({json.dumps(selector)})].map((each) => each.textContent))'))


def seen(browser, column=1):
    """What stands in a column, from the first row to the last."""
    return texts(browser, f'#rows td:nth-child({column})')


def click_title(browser, title):
    browser.run(f'[...document.querySelectorAll("#titles button")].find((each) => each.textContent === {json.dumps(title)}).click()')


def fill(browser, name, text):
    """Types into a filter, by its name."""
    browser.run(f'[...document.querySelectorAll("input")].find((each) => each.labels[0]?.textContent === {json.dumps(name)} || each.getAttribute("aria-label") === {json.dumps(name)}).select()')
    browser.press('Backspace')
    browser.type(text)
    browser.run('new Promise((done) => setTimeout(done, 200))')


def select(browser, axis, title):
    browser.run(f"""(() => {{
        page.{axis}.value = [...page.{axis}.options].find((option) => option.textContent === {json.dumps(title)}).value;
        page.{axis}.dispatchEvent(new Event('change'));
    }})()""")


def the_table(browser):
    show(browser)
    expect(texts(browser, '#titles th'), ['CELL', 'lr', 'model', 'STATE', 'STATUS', 'TIME', 'acc'])
    expect(texts(browser, '#rows tr:nth-child(3) td'), ['2', '0.001', 'm100', 'done', '0', '1m40s', 'NaN'])
    expect(texts(browser, '#rows tr:nth-child(5) td'), ['4', '0.5', 'm10', 'failed', '3', '1m40s', '-'])
    expect(browser.run('page.summary.textContent'), '5 cells: 4 done, 1 failed')
    expect(browser.run('page.constants.textContent'), 'same is all everywhere.')
    expect(browser.run('document.title'), 'sweep: sweep')
    show(browser, arguments=[*METRIC, '--sort', '-lr'])
    expect(seen(browser), ['4', '0', '1', '2', '3'])


def sorting(browser):
    show(browser)
    orders = {'lr': ['32104', '40123'], 'acc': ['01324', '31024'], 'STATE': ['40123', '01234'], 'TIME': ['10324', '24301'],
              'model': ['04231', '13204'], 'CELL': ['01234', '43210']}
    for title, expected in orders.items():
        found = []
        for _ in range(3):
            click_title(browser, title)
            found.append(''.join(seen(browser)))
        expect((title, found), (title, [*expected, '01234']))
    click_title(browser, 'lr')
    expect(browser.run('[...document.querySelectorAll("th")].map((each) => each.getAttribute("aria-sort")).join()'),
           'none,ascending,none,none,none,none,none')


def filtering(browser):
    show(browser)
    for name, text, expected in (('Filter rows', 'm10', '024'), ('Filter rows', 'm10 failed', '4'), ('Filter rows', '', '01234'),
                                 ('Filter lr', '>= 0.01', '014'), ('Filter lr', '<0.01', '23'), ('Filter lr', '= 1e-3', '2'),
                                 ('Filter lr', '0.5', '4'), ('Filter lr', '', '01234'), ('Filter acc', '> 0', '013'),
                                 ('Filter acc', 'nan', '2'), ('Filter acc', '', '01234'), ('Filter STATE', 'FAIL', '4')):
        fill(browser, name, text)
        expect((name, text, ''.join(seen(browser))), (name, text, expected))
    expect(browser.run('page.found.textContent'), '1 cell of 5')
    fill(browser, 'Filter lr', '> 1')
    expect((seen(browser), browser.run('page.found.textContent'), browser.run('page.points.textContent')), ([], '0 cells of 5', '0 points'))
    browser.run('page.clear.click()')
    expect((''.join(seen(browser)), browser.run('page.clear.hidden')), ('01234', True))


def circles(browser):
    return json.loads(browser.run("""JSON.stringify([...document.querySelectorAll('circle')].map((each) =>
        [Number(each.getAttribute('cx')), Number(each.getAttribute('cy'))]))"""))


def points(browser):
    browser.size(1280, 900)
    show(browser)
    expect(browser.run('[page.x, page.y].map((each) => each.selectedOptions[0].textContent).join()'), 'lr,acc')
    expect(browser.run('page["x-log"].checked'), True)
    found = circles(browser)
    expect(len(found), 3)
    # Powers of ten are as far from each other, and what is more is higher up.
    assert abs((found[0][0] - found[1][0]) * 2 - (found[1][0] - found[2][0])) < 0.1, found
    assert found[0][1] > found[1][1] > found[2][1], found
    expect(browser.run('page.points.textContent'), '3 points; 2 cells without both values')
    expect(browser.run('document.querySelector("svg").getAttribute("aria-label")'), 'acc by lr: 3 points')
    fill(browser, 'Filter lr', '< 0.05')
    expect(len(circles(browser)), 2)
    # A point leads to its row.
    browser.run('document.querySelectorAll("circle")[1].dispatchEvent(new MouseEvent("click"))')
    expect(texts(browser, 'tr.chosen td:first-child'), ['3'])
    assert 'acc 0.98' in browser.run('page["about-point"].textContent')
    # It fits its place, whatever that is.
    for width in (360, 1600):
        browser.size(width, 900)
        browser.run('new Promise((done) => setTimeout(done, 200))')
        expect(browser.run('document.documentElement.scrollWidth <= innerWidth'), True)
        expect(browser.run('Math.abs(document.querySelector("svg").viewBox.baseVal.width - page.scatter.clientWidth) < 2'), True)


def scales(browser):
    show(browser)
    browser.run('page["x-log"].click()')
    found = circles(browser)
    assert found[0][0] - found[1][0] > 5 * (found[1][0] - found[2][0]), found
    select(browser, 'x', 'model')
    expect((len(circles(browser)), browser.run('page["x-log"].disabled')), (3, True))
    assert {'m9', 'm10', 'm20'} <= set(texts(browser, '.tick')), texts(browser, '.tick')
    show(browser, "for i in range(200):\n    cell({'c.yaml:name': 'name %d of a cell' % i}, 'done', files={'m.json': '{\"acc\": 1}'})")
    browser.size(1280, 900)
    browser.run('showScatter()')
    expect(len(circles(browser)), 200)
    assert 5 <= len([text for text in texts(browser, '.tick') if text.startswith('"name')]) <= 15, texts(browser, '.tick')
    show(browser)
    select(browser, 'x', 'STATE')
    expect(len({x for x, _ in circles(browser)}), 1)
    select(browser, 'x', 'STATUS')
    expect((len({x for x, _ in circles(browser)}), browser.run('page["x-log"].disabled')), (1, True))
    ticks = """JSON.stringify([[[0, 1], false], [[3, 3], false], [[0, 0], false], [[-1e308, 1e308], false], [[1, 1 + 2 ** -52], false],
        [[5e-324, 1e-323], false], [[1e9, 1e9 + 3], false], [[1e-5, 1e-1], true], [[2, 7], true], [[1, 1], true], [[1e-300, 1e300], true]]
        .map(([[least, most], log]) => {
            const scale = (log ? logScale : linearScale)(least, most, 5);
            return [scale.place(least), scale.place(most), scale.ticks.map((tick) => tick.text)];
        }))"""
    for least, most, names in json.loads(browser.run(ticks)):
        assert 0 <= least <= most <= 1, (least, most, names)
        assert 2 <= len(names) <= 12, names
    expect(json.loads(browser.run(ticks))[0][2], ['0', '0.2', '0.4', '0.6', '0.8', '1'])
    expect(json.loads(browser.run(ticks))[7][2], ['1e-5', '0.0001', '0.001', '0.01', '0.1'])


def deviations(browser):
    show(browser, REPEATS)
    expect(texts(browser, '#titles th'), ['CELLS', 'lr', 'STATE', 'TIME', 'acc', '±', 'n'])
    expect(texts(browser, '#rows tr:first-child td'), ['0-2', '1', 'done', '1.00s', '12', '1', '3'])
    whiskers = json.loads(browser.run("""JSON.stringify([...document.querySelectorAll('.whisker')].map((each) =>
        ['x1', 'y1', 'y2'].map((name) => Number(each.getAttribute(name)))))"""))
    expect(len(whiskers), 2)
    for (x, low, high), (across, up) in zip(whiskers, circles(browser)):
        assert abs(x - across) < 0.1 and abs((low + high) / 2 - up) < 0.1 and low > up > high, (x, low, high, across, up)
    expect(browser.run('[...page.x.options].map((each) => each.textContent).join()'), 'CELLS,lr,STATE,TIME,acc')
    show(browser, REPEATS, [*METRIC, '--each'])
    expect((len(seen(browser)), len(circles(browser)), texts(browser, '.whisker')), (6, 6, []))


HOSTILE = ['</script><script>alert(1)</script>', '<img src=x onerror=alert(1)>', 'javascript:alert(1)', '\u202egnp.exe', '<!--<script>',
           '\u2028alert(1)', '{{script}}', '__proto__', 'constructor', 'x' * 10000, '&lt;b&gt;', '\x00\x07', '=cmd()']


def hostile(browser):
    """Nothing that a value, a key or a metric says is run, and all is shown."""
    keys = [text.replace('.', '_').replace(':', '_').replace('[', '_').replace('=', '_') for text in HOSTILE]
    cells = f"""
hostile, keys = {HOSTILE!r}, {keys!r}
for text in hostile:
    cell({{**{{'c.yaml:' + key: text for key in keys}}, 'c.yaml:n': len(cells)}}, 'done',
         files={{'output': 'x 1\\n', '<svg onload=alert(1)>.json': '{{"a": "<b>"}}'}})
"""
    show(browser, cells, ['--metric', 'output:/<?x ([0-9]+)/', '--metric', '<svg onload=alert(1)>.json:a'])
    expect(len(texts(browser, '#titles th')), len(keys) + 6)
    expect(len(seen(browser)), len(HOSTILE))
    assert HOSTILE[1] in texts(browser, '#rows tr:nth-child(2) td')[1], texts(browser, '#rows tr:nth-child(2) td')[1]
    for index in range(len(keys) + 3):
        browser.run(f'page.x.selectedIndex = {index}; page.x.dispatchEvent(new Event("change")); page.y.selectedIndex = {index}; page.y.dispatchEvent(new Event("change"))')
    browser.run('document.querySelectorAll("#titles button").forEach((each) => each.click())')
    time.sleep(0.2)
    browser.run('1')
    expect((browser.dialogs, browser.said), ([], []))
    expect([url for url in browser.requests if not url.startswith(('file:', 'data:'))], [])
    expect(browser.run('[...document.querySelectorAll("img, iframe, object, embed, script[src], #rows svg, #titles svg")].length'), 0)
    expect(browser.run('document.querySelectorAll("script").length'), 2)


def large(browser):
    """How quick the page is with many cells is told; that it works is tested."""
    for count in (1000, 5000):
        cells = f"""
import random
random.seed(1)
for i in range({count}):
    cell({{'c.yaml:lr': random.random(), 'c.yaml:name': 'n%d' % i}}, 'done', files={{'output': 'x %r\\n' % random.random()}})
"""
        times = {}
        for name, action in (('open', lambda: show(browser, cells, ['--metric', 'output:/x (.*)/'])),
                             ('sort', lambda: browser.run('sortBy(columns[1]); document.body.offsetHeight')),
                             ('filter', lambda: browser.run('page.search.value = "n77"; update(); document.body.offsetHeight'))):
            start = time.monotonic()
            action()
            times[name] = round((time.monotonic() - start) * 1000)
        print(f'{count} cells, ms: {times}', file=sys.stderr)
        expect(browser.run('page.found.textContent'), f'11 cells of {count:,}')
        expect(len(circles(browser)), len(seen(browser)))
        browser.run('clearFilters()')
        expect((len(seen(browser)), len(circles(browser))), (1000, count))
        if count > 1000:
            browser.run('page.more.click()')
            expect(len(seen(browser)), 2000)
        numbers = [float(text) for text in seen(browser, 2)]
        expect(numbers, sorted(numbers))


def keyboard(browser):
    """Tab goes from the skip link through filters and axes to the table, and every control has a name."""
    show(browser)
    stops = []
    for _ in range(40):
        browser.press('Tab')
        stops.append(browser.run("""(() => {
            const here = document.activeElement;
            return here.id || here.tagName + ' ' + (here.getAttribute('aria-label') || here.textContent).trim().slice(0, 40);
        })()"""))
        if stops[-1].startswith('BODY'):
            break
    order = [stops.index(name) for name in ('A Skip to the table', 'search', 'x', 'x-log', 'y', 'BUTTON CELL', 'BUTTON acc', 'INPUT Filter CELL')]
    expect(order, sorted(order))
    browser.run('document.activeElement.blur()')
    browser.press('/', '/')
    expect(browser.run('document.activeElement.id'), 'search')


def without_network(browser):
    """The page asks for nothing."""
    show(browser)
    expect([url for url in browser.requests if not url.startswith(('file:', 'data:'))], [])
    # And could not.
    expect(browser.run('fetch("http://127.0.0.1:9/").then(() => "sent", () => "refused")'), 'refused')
    assert any('Content Security Policy' in line for line in browser.said), browser.said
    browser.said.clear()


def accessible(browser):
    """axe finds nothing: light and dark, narrow and wide."""
    with open(os.environ['AXE']) as file:
        axe = file.read()
    for width in (360, 1280):
        for dark in (False, True):
            for cells in (CELLS, REPEATS):
                browser.size(width, 900, dark)
                show(browser, cells)
                browser.run(axe + ';0')
                for step in ('0', 'sortBy(columns[1])', 'choose(rows[0])', 'page.search.value = "zz"; update()'):
                    browser.run(step + ';0')
                    found = json.loads(browser.run("""axe.run(document, {resultTypes: ['violations']}).then((result) =>
                        JSON.stringify(result.violations.map((each) => [each.id, each.nodes.map((node) => node.html)])))"""))
                    expect((width, dark, step, found), (width, dark, step, []))


def main():
    with Browser() as browser:
        globals()[sys.argv[2]](browser)
        assert browser.said == [], browser.said


main()
