"""axe-core, the checker for accessibility, in the browser."""

from importlib.resources import files

SCRIPT = files("selenium_axe_python").joinpath("axe-core/axe.min.js").read_text("utf-8")
GRAVE = ("serious", "critical")
ALL = ("minor", "moderate", *GRAVE)
RUN = """
const done = arguments[arguments.length - 1];
// What fades from one colour to another is looked at when it has it.
const fading = document.getAnimations().filter((one) => one instanceof CSSTransition);
Promise.allSettled(fading.map((one) => one.finished))
   .then(() => axe.run(document, {resultTypes: ["violations"], preload: false}))
   .then((found) => done(found.violations), (error) => done(String(error)));
"""


def findings(driver, impacts=GRAVE):
    """What axe finds on the page as it stands, one line for each element."""
    # A page that is looked at again, on another screen, has it already.
    if driver.execute_script("return typeof axe === 'undefined'"):
        driver.execute_script(SCRIPT)
    found = driver.execute_async_script(RUN)
    assert isinstance(found, list), found
    return [
        f"{rule['impact']} {rule['id']}: {' '.join(map(str, node['target']))}: "
        f"{node['failureSummary'].splitlines()[-1].strip()}"
        for rule in found
        if rule["impact"] in impacts
        for node in rule["nodes"]
    ]
