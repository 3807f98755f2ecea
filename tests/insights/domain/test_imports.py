import subprocess
import sys

MODULES = """
import insights.domain.nps, insights.domain.trend
import insights.domain.intake.tables, insights.domain.intake.rows
import insights.domain.text.snownlp_analyser, insights.domain.text.analyser
import sys
print(sorted({name.split(".")[0] for name in sys.modules} & set(sys.argv[1:])))
"""


def test_domain_is_pure_and_loads_nothing_slow():
    names = ["django", "celery", "cem", "jieba", "snownlp", "pandas", "openpyxl"]
    done = subprocess.run([sys.executable, "-c", MODULES, *names], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
