"""A fault of every kind that the loader knows: refused, with file and line, and told in words."""

# ruff: noqa: E501 - one fault, one line
from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from service.evaluate import open_rulebook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Break(NamedTuple):
    """One passage of one file replaced, and the one fault that must be told: at which text, and what.

    `elsewhere` is the file in which it is told, where that is another one.
    """

    name: str
    file: str
    old: str
    new: str
    at: str
    told: str
    elsewhere: str = ""


RULE, ASSESS = "advise/hip-pain.yaml", "assess/painful_walking.yaml"
FINDINGS, READING, BOOK = "findings.yaml", "reading.yaml", "rulebook.yaml"
PARAMETERS, SUGGESTIONS, STATED = "parameters.yaml", "suggestions.yaml", "statements.yaml"

PARAMETER = """\
fever_degrees:
  value: 38
  unit: Cel
  kind: engineering choice
  source: Tests
  says: Fever
"""
FINDING = """\
{name}:
  says: {name}
  asks: whether it is so
  reads: [Condition]
  absence: closed
  value_sets: {{code: [hip-pain]}}
"""
SUGGESTION = """\
crutches:
  label: Crutches
  description: Create a draft order for crutches
  resource:
    resourceType: DeviceRequest
    status: draft
    intent: proposal
    codeCodeableConcept: {text: Crutches}
"""

UNITS = """\
units:
  mg/L:
    says: mg/L
    scales:
      - {spelt: [mg/L]}
      - {spelt: [mg/dL], times: 10}
"""

ONLY_SERVICE = """\
  - id: small-patient-view
    hook: patient-view
    title: Chart opened
    description: The only service.
"""

# fmt: off
SHAPE = [
    Break("unknown key of a rule", RULE, "track:", "colour: red\ntrack:", "colour", "colour: Extra inputs are not permitted"),
    Break("unknown key of a card", RULE, "  indicator:", "  colour: red\n  indicator:", "colour", "card.colour: Extra"),
    Break("unknown key of a finding", FINDINGS, "  sided: true", "  side: true", "side:", "hip_pain.side: Extra inputs"),
    Break("unknown key of an example", RULE, "unknown: [trauma]", "maybe: [trauma]", "maybe", "given.maybe: Extra inputs"),
    Break("unknown key of the book", BOOK, "label:", "lable: x\nlabel:", "lable", "lable: Extra inputs are not permitted"),
    Break("unknown key of a condition", RULE, "  unless:", "  except:", "except", "'except' is not one of all, any, unless"),
    Break("no service at all", BOOK, ONLY_SERVICE, "  []\n", "services:", "services: Tuple should have at least 1 item"),
    Break("a code that is no standard one", BOOK, "override_reasons:", "standard_reasons: {already-imaged: limited-times}\noverride_reasons:", "limited-times", "standard_reasons.already-imaged: Input should be"),
    Break("key missing", RULE, "misses: Pain in free text.\n", "", "", "misses: Field required"),
    Break("wrong type", RULE, "priority: 1", "priority: high", "priority", "priority: Input should be a valid number"),
    Break("priority not finite", RULE, "priority: 1", "priority: .nan", "priority", "priority: Input should be a finite"),
    Break("not a version", RULE, "version: 1.0.0", 'version: "1.0"', "version", "version: String should match pattern"),
    Break("no such track", RULE, "track: diagnostic", "track: urgent", "track", "track: Input should be 'safety'"),
    Break("no such hook", RULE, "[patient-view]", "[chart-view]", "hooks", "hooks.0: Input should be 'patient-view'"),
    Break("no such indicator", RULE, "indicator: info", "indicator: red", "indicator: red", "card.indicator: Input should"),
    Break("no such status", RULE, "status: active", "status: on", "status", "status: Input should be 'draft'"),
    Break("id in capitals", RULE, "id: hip-pain", "id: Hip-Pain", "id:", "id: String should match pattern"),
    Break("finding in capitals", FINDINGS, "limp:", "Limp:", "Limp", "Limp: String should match pattern"),
    Break("no such resource type", FINDINGS, "[Patient]", "[Person]", "[Person]", "reads.0: Input should be 'Patient'"),
    Break("neither explicit nor closed", FINDINGS, "absence: explicit", "absence: open", "absence: open", "absence: Input"),
    Break("terms in capitals never match", FINDINGS, "  exam: mri\nhip_mri_o", "  exam: mri\n  terms: [MRI]\nhip_mri_o", "terms", "terms.0: String should match pattern"),
    Break("seventh character in lower case", FINDINGS, "limp]}", "limp]}\n  seventh_character: abc", "seventh", "seventh_character: String should match pattern"),
    Break("no evidence", RULE, '  - {cite: C01, says: "Pain comes first.", certainty: low}', "  []", "evidence:", "evidence: Tuple should have at least 1 item"),
    Break("no certainty", RULE, ", certainty: low", "", "Pain comes first", "evidence.0.certainty: Field required"),
    Break("no override reason", RULE, "[already-imaged]", "[]", "override_reasons", "override_reasons: Tuple should have"),
    Break("empty words", RULE, "misses: Pain in free text.", 'misses: " "', "misses", "misses: String should have at least 1"),
    Break("parameter that is no number", PARAMETERS, "365", "one year", "one year", "pain_days.value: Input should be"),
    Break("parameter that is not finite", PARAMETERS, "365", ".inf", ".inf", "pain_days.value: Input should be less"),
    Break("parameter below zero", PARAMETERS, "365", "-1", "-1", "pain_days.value: Input should be greater than 0"),
    Break("parameter of centuries", PARAMETERS, "365", "1e+9", "1e+9", "pain_days.value: Input should be less than or"),
    Break("unit that nobody knows", PARAMETERS, "unit: days", "unit: fortnights", "fortnights", "pain_days.unit: Input should be"),
    Break("unit that no value is compared in", READING, "", UNITS.replace("mg/L:", "mg/g:"), "mg/g:", "units.mg/g: Input should be 'Cel', 'mg/L'"),
    Break("a scale of nothing", READING, "", UNITS.replace("times: 10", "times: 0"), "times: 0", "units.mg/L.scales.1.times: Input should be greater than 0"),
    Break("a unit without scales", READING, "", "units:\n  mg/L:\n    says: mg/L\n    scales: []\n", "scales: []", "units.mg/L.scales: "),
    Break("trimester before it begins", READING, "196", "-1", "from_day", "trimesters.0.from_day: Input should be greater"),
    Break("summary of 140 characters", RULE, "Hip pain without injury: consider an MRI", "x" * 140, "summary", "card.summary: String should have at most 139 characters"),
    Break("summary of two lines", RULE, "consider an MRI", r"consider\nan MRI", "summary", "card.summary: String should match"),
    Break("placeholder in a summary", RULE, "consider an MRI", "image {hip}", "summary", "card.summary: String should match"),
]

CONDITION = [
    Break("not of a group", RULE, "- not: trauma", "- not: {any: [trauma, limp]}", "not:", "not: takes one finding, never a group"),
    Break("unknown of a group", RULE, "- not: trauma", "- unknown: [trauma]", "unknown: [", "unknown: takes one finding, never"),
    Break("unless of a group", RULE, "[under_18, hip_mri]", "[under_18, {not: hip_mri}]", "unless", "unless: takes names only"),
    Break("unless that is no list", RULE, "[under_18, hip_mri]", "hip_mri", "unless", "unless: expected a list of findings"),
    Break("empty all", ASSESS, "all: [hip_pain, limp]", "all: []", "all:", "all: expected a list that is not empty"),
    Break("all that is no list", ASSESS, "all: [hip_pain, limp]", "all: hip_pain", "all:", "all: expected a list"),
    Break("nothing makes it fire", ASSESS, "  all: [hip_pain, limp]", "  unless: [limp]", "when:", "nothing makes this rule fire"),
    Break("no mapping", ASSESS, "when:\n  all: [hip_pain, limp]", "when: hip_pain", "when", "expected a mapping with all, any"),
    Break("two keys in a term", RULE, "- not: trauma", "- {not: trauma, unknown: limp}", "not:", "expected a finding's name"),
    Break("unknown key in a term", RULE, "- not: trauma", "- none: trauma", "none", "expected a finding's name, or one of all"),
    Break("number as a term", RULE, "- not: trauma", "- 28", "- 28", "expected a finding's name, or one of all"),
    Break("fault deep inside", RULE, "- not: trauma", "- any:\n        - limp\n        - all:\n            - not: []", "not: []", "not: takes one finding, never a group"),
]

NAMES = [
    Break("unknown finding", RULE, "not: trauma", "not: truama", "truama", "'truama' is neither a finding nor an assessment"),
    Break("unknown finding in an assessment", ASSESS, "all: [hip_pain, limp]", "all: [hip_pain, lmip]", "all:", "'lmip' is not a finding of findings.yaml"),
    Break("unknown silencer", RULE, "[under_18, hip_mri]", "[under_18, hip_rmi]", "unless", "'hip_rmi' is neither a finding"),
    Break("an assessment built on itself", ASSESS, "[hip_pain, limp]", "[hip_pain, painful_walking]", "all:", "'painful_walking' is not a finding"),
    Break("not of an assessment", RULE, "- painful_walking", "- not: painful_walking", "painful_walking", "not and unknown take a finding; 'painful_walking' is an assessment"),
    Break("unknown of an assessment", RULE, "- painful_walking", "- unknown: painful_walking", "painful_walking", "not and unknown take a finding; 'painful_walking' is an assessment"),
    Break("unknown mention", RULE, "mentions: [limp]", "mentions: [gait]", "mentions", "'gait' does not stand in findings.yaml"),
    Break("assessment as a mention", RULE, "mentions: [limp]", "mentions: [painful_walking]", "mentions", "'painful_walking' does not stand in findings.yaml"),
    Break("unknown escalation", RULE, "{when: limp, ind", "{when: gait, ind", "escalate", "'gait' does not stand in findings.yaml or"),
    Break("unknown citation", RULE, "cite: C01", "cite: C99", "C99", "'C99' does not stand in citations.yaml"),
    Break("unknown citation of an assessment", ASSESS, "cite: C01", "cite: C99", "C99", "'C99' does not stand in citations"),
    Break("unknown suggestion", RULE, "suggestions: [mri]", "suggestions: [mri, cast]", "suggestions", "'cast' does not stand in sugg"),
    Break("unknown reason", RULE, "[already-imaged]", "[already-imaged, never]", "override_reasons", "'never' does not stand in rulebook"),
    Break("unknown value set", FINDINGS, "[limp]}", "[limp, gait]}", "gait", "'gait' does not stand in value_sets/"),
    Break("unknown value set to observe", FINDINGS, "observed_as: [hip-pain]", "observed_as: [hip-pian]", "hip-pian", "'hip-pian' does"),
    Break("unknown parameter", FINDINGS, "look_back: pain_days", "look_back: pain_daze", "pain_daze", "'pain_daze' does not stand in parameters.yaml"),
    Break("unknown examination", FINDINGS, "computed: imaged\n  exam: mri", "computed: imaged\n  exam: mir", "mir", "'mir' does not stand in reading.yaml exams"),
    Break("unknown moot finding", FINDINGS, "absence: explicit", "absence: explicit\n  moot: [male]", "moot", "'male' does not stand in"),
    Break("unknown arrangement", SUGGESTIONS, "hip_mri_ordered", "hip_mri_order", "hip_mri_order", "'hip_mri_order' does not stand"),
    Break("unknown value set of a side", READING, "both: side-both", "both: side-all", "side-all", "'side-all' does not stand in"),
    Break("unknown value set of gestation", READING, "due_date: due-date", "due_date: edd", "edd", "'edd' does not stand in value_sets"),
    Break("unknown modality", READING, "[MR]", "[MR, MRT]", "MRT", "'MRT' does not stand in modality"),
    Break("unknown set of modalities", READING, "modalities: modality", "modalities: devices", "modalities", "'devices' does not stand in value_sets/"),
    Break("unknown disagreement", READING, "apart_weeks", "apart", "disagreement", "'apart' does not stand in parameters.yaml"),
    Break("unknown parent", RULE, "priority: 1", "priority: 1\ncompanion_of: hip-pane", "companion_of", "'hip-pane' is not a rule"),
    Break("companion without a parent", RULE, "track: diagnostic", "track: companion", "track", "a companion names its parent in"),
    Break("companion of itself", RULE, "priority: 1", "priority: 1\ncompanion_of: hip-pain", "companion_of", "a rule is not its own"),
    Break("id differs from the file name", RULE, "id: hip-pain", "id: hip-pains", "id:", "the id differs from the file name 'hip-pain'"),
    Break("a hook that no service answers", RULE, "[patient-view]", "[patient-view, encounter-start]", "hooks", "no service of rulebook.yaml answers 'encounter-start'"),
    Break("a code for an unknown reason", BOOK, "override_reasons:", "standard_reasons: {too-late: limited-time}\noverride_reasons:", "too-late", "'too-late' does not stand in override_reasons"),
    Break("one code for two reasons", BOOK, "override_reasons:", "standard_reasons: {already-imaged: limited-time, other: limited-time}\noverride_reasons:", "already-imaged: lim", "'limited-time' is given to two reasons"),
    Break("two services of one id", BOOK, "override_reasons:", "  - {id: small-patient-view, hook: patient-view, title: Twice, description: Twice.}\noverride_reasons:", "Twice", "two services have the id 'small-patient-view'"),
    Break("a chart rule on an order hook", RULE, "[patient-view]", "[patient-view, order-sign]", "hooks", "a rule of track 'diagnostic' cannot answer 'order-sign'"),
    Break("a safety rule on a chart hook", RULE, "track: diagnostic", "track: safety", "hooks", "a rule of track 'safety' cannot answer 'patient-view'"),
    Break("a finding called like an assessment", FINDINGS, "", FINDING.format(name="painful_walking"), "painful_walking:", "'painful_walking' is also the id of an assessment"),
    Break("a finding called id", FINDINGS, "", FINDING.format(name="id"), "id:", "'id' is reserved by the rule engine"),
    Break("a finding called sid", FINDINGS, "", FINDING.format(name="sid"), "sid:", "'sid' is reserved by the rule engine"),
]

UNUSED = [
    Break("unused finding", FINDINGS, "", FINDING.format(name="fever"), "fever:", "no rule reads 'fever'"),
    Break("unused assessment", RULE, "- painful_walking", "- limp", "", "no rule builds on 'painful_walking'", ASSESS),
    Break("unused parameter", PARAMETERS, "", PARAMETER, "fever_degrees", "no finding uses 'fever_degrees'"),
    Break("unused suggestion", SUGGESTIONS, "", SUGGESTION, "crutches", "no card offers 'crutches'"),
    Break("unused reason", BOOK, "", "  not-now: Not now\n", "not-now", "no card offers 'not-now'"),
    Break("unused value set", FINDINGS, "[limp]}", "[hip-pain]}", "", "no finding uses this value set", "value_sets/limp.json"),
]

EXAMPLES = [
    Break("no example that fires", RULE, "expect: fires, indicator: warning", "expect: silent", "examples:", "no example that fires"),
    Break("no example that stays silent", ASSESS, "  - {name: no limp, given: {present: [hip_pain]}, expect: silent}\n", "", "examples:", "no example that stays silent"),
    Break("an example that does not fire", RULE, "[painful_walking, limp]}, expect", "[limp]}, expect", "name: fires", "example 'fires': the rule stays silent"),
    Break("an example that fires", RULE, ", unknown: [trauma]}", "}", "injury not recorded", "example 'injury not recorded': the rule fires"),
    Break("an example of another urgency", RULE, "indicator: warning}\n  - {name", "indicator: critical}\n  - {name", "name: fires", "example 'fires': the indicator is warning"),
    Break("urgency of an assessment", ASSESS, "expect: fires", "expect: fires, indicator: info", "name: both", "example 'both': an assessment has no indicator"),
    Break("an example that gives what the rule does not read", RULE, "unknown: [trauma]", "unknown: [trauma, hip_pain]", "injury not recorded", "the rule does not read 'hip_pain'"),
    Break("an example that gives a finding twice", RULE, "unknown: [trauma]", "unknown: [trauma], absent: [trauma]", "injury not recorded", "'trauma' is given twice"),
    Break("an assessment that is unknown", RULE, "unknown: [trauma]", "unknown: [trauma, painful_walking]", "injury not recorded", "'painful_walking' is an assessment: it holds or it does not"),
]

STATEMENTS = [
    Break("a statement without rule and reason", STATED, "  reason: No card speaks of it.\n", "", "S2", "nothing honours S2, and no reason says why"),
    Break("a statement that an empty list honours", STATED, "honoured_by: [hip-pain]", "honoured_by: []", "S1", "nothing honours S1, and no reason says why"),
    Break("a reason beside a rule", STATED, "honoured_by: [hip-pain]", "honoured_by: [hip-pain]\n  reason: None.", "reason: None", "a reason says why nothing honours the statement; here something does"),
    Break("an empty reason", STATED, "No card speaks of it.", '" "', "reason", "S2.reason: String should have at least 1"),
    Break("a rule that does not exist", STATED, "[hip-pain]", "[hip-pain, hip-pian]", "honoured_by", "'hip-pian' is neither a rule nor an assessment, a finding or a parameter"),
    Break("a value set honours nothing", STATED, "[hip-pain]", "[limp, mri-hip]", "honoured_by", "'mri-hip' is neither a rule"),
    Break("a rule that was retired", RULE, "status: active", "status: retired", "honoured_by", "'hip-pain' is retired and honours nothing", STATED),
    Break("a rule that is still to come", STATED, "honoured_by:", "honoured_by_planned:", "honoured_by_planned", "S1.honoured_by_planned: Extra inputs are not permitted"),
    Break("a judgement that nobody knows", STATED, "literature: agrees", "literature: true-ish", "literature", "S1.literature: Input should be 'dangerous'"),
    Break("a statement without a number", STATED, "S1:", "First:", "First", "First: String should match pattern"),
    Break("a statement that stands twice", STATED, "S2:", "S1: # again", "# again", "'S1' stands here twice"),
]

CARDS = [
    Break("unknown placeholder", RULE, "Pain of {hip}.", "Pain of {hip}, {side}.", "detail", "{side} is not one of evidence, hip, order, unknown"),
    Break("placeholder with a format", RULE, "Pain of {hip}.", "Pain of {hip!r}.", "detail", "{hip!r} is not one of evidence, hip"),
    Break("placeholder with an attribute", RULE, "{hip}.", "{hip.__class__}.", "detail", "{hip.__class__} is not one of evidence"),
    Break("empty placeholder", RULE, "Pain of {hip}.", "Pain of {}.", "detail", "{} is not one of evidence, hip, order, unknown"),
    Break("opening brace", RULE, "Pain of {hip}.", "Pain of {hip.", "detail", "a brace that belongs to no placeholder"),
    Break("closing brace", RULE, "Pain of {hip}.", "Pain of hip}.", "detail", "a brace that belongs to no placeholder"),
    Break("double braces", RULE, "Pain of {hip}.", "Pain of {{hip}}.", "detail", "a brace that belongs to no placeholder"),
    Break("evidence missing", RULE, "    {evidence}\n", "", "detail", "{evidence} must stand in the detail once, on a line of its own"),
    Break("evidence twice", RULE, "Pain of {hip}.", "{evidence}", "detail", "{evidence} must stand in the detail once, on a line of"),
    Break("evidence in a sentence", RULE, "    {evidence}", "    Found: {evidence}", "detail", "{evidence} must stand in the detail once"),
    Break("unknowns missing", RULE, "    {unknown}\n", "", "detail", "{unknown} must stand in the detail once, on a line of its own"),
]

VOCABULARY = [
    Break("no such function", FINDINGS, "computed: age", "computed: ages", "ages", "computed: 'ages' is not one of age, coded"),
    Break("a role that the function does not read", FINDINGS, "{look_back: pain_days}", "{look_black: pain_days}", "look_black", "coded does not read 'look_black'; it takes encounter_look_back, look_back, within"),
    Break("value sets that the function does not read", FINDINGS, "[limp]}", "[limp], pain: [hip-pain]}", "pain: [hip-pain]}", "coded does not read 'pain'; it takes code, needs_site"),
    Break("an examination that the function does not read", FINDINGS, "computed: age", "computed: age\n  exam: mri", "exam: mri", "age does not read 'exam'; it takes none"),
    Break("a coded finding without codes", FINDINGS, "  value_sets: {code: [hip-pain]}\n", "", "hip_pain:", "a finding that is coded needs code"),
    Break("age without limits", FINDINGS, "{to: adult_years}", "{}", "under_18:", "a finding that is age needs from or to"),
    Break("an option that the function does not know", FINDINGS, "computed: trauma", "computed: trauma\n  option: signifcant", "signifcant", "option: 'signifcant' is not one of significant"),
    Break("an option where none is read", FINDINGS, "computed: age", "computed: age\n  option: old", "old", "option: 'old' is not one of none"),
    Break("an option that names no finding", FINDINGS, "computed: imaged", "computed: imaged\n  option: hip_pian", "hip_pian", "'hip_pian' is not a finding of findings.yaml"),
    Break("an option that leads back", FINDINGS, "computed: imaged", "computed: imaged\n  option: hip_mri", "option: hip_mri", "'hip_mri' leads back to 'hip_mri'"),
    Break("years where days are needed", FINDINGS, "look_back: pain_days", "look_back: adult_years", "look_back", "look_back: 'adult_years' is not given in days or weeks"),
    Break("days where years are needed", FINDINGS, "{to: adult_years}", "{to: pain_days}", "to: pain_days", "to: 'pain_days' is not given in years"),
    Break("years of disagreement", READING, "disagreement: apart_weeks", "disagreement: adult_years", "disagreement", "'adult_years' is not given in days or weeks"),
    Break("a side that no value set names", READING, "  both: side-both\n", "", "sides:", "no value set names the side 'both'"),
    Break("a unit that is spelt twice", READING, "", UNITS.replace("[mg/dL]", "[mg/dL, 'MG / L{CRP}']"), "times: 10", "'MG / L{CRP}' is spelt twice"),
    Break("a week code that does not compile", READING, r"'Z3A\.([0-3]\d|4[012])'", "'Z3A([0-3)'", "week_code", "expected a regular expression"),
    Break("a week code without a group", READING, r"([0-3]\d|4[012])", r"[0-3]\d", "week_code", "expected a regular expression with one group"),
    Break("a week code whose group is no number", READING, r"([0-3]\d|4[012])", r"(\w+)", "week_code", "expected a regular expression"),
    Break("a week code that may be empty", READING, r"([0-3]\d|4[012])", r"(\d|)", "week_code", "expected a regular expression"),
    Break("a week code that ends in a backslash", READING, r"4[012])'", r"4[012])\'", "week_code", "expected a regular expression"),
    Break("a trimester from its end to its start", READING, "from_day: 196", "from_day: 295", "from_day", "from_day comes after to_day"),
]

TEMPLATES = [
    Break("no such resource", SUGGESTIONS, "ServiceRequest", "NutritionOrder", "resourceType", "resourceType must be one of ServiceRequest, DeviceRequest"),
    Break("not valid R4", SUGGESTIONS, "    note:", "    priority: [urgent]\n    note:", "priority", "not a valid ServiceRequest: priority"),
    Break("an element that R4 does not have", SUGGESTIONS, "    note:", "    colour: red\n    note:", "colour", "not a valid ServiceRequest: colour"),
    Break("an active order", SUGGESTIONS, "status: draft", "status: active", "status", "status must be draft"),
    Break("an order instead of a proposal", SUGGESTIONS, "intent: proposal", "intent: order", "intent", "intent must be proposal"),
    Break("a subject", SUGGESTIONS, "    note:", "    subject: {reference: Patient/1}\n    note:", "subject", "subject is filled in at each"),
    Break("a code outside its value set", SUGGESTIONS, "code: 36488-5", "code: 36488-6", "36488-6", "code '36488-6' is not in value set 'mri-hip'"),
    Break("a value set that does not exist", SUGGESTIONS, "{value_set: mri-hip, code: 36488-5}", "{value_set: mri, code: 36488-5}", "36488-5", "'mri' does not stand in value_sets/"),
    Break("a $code of one part", SUGGESTIONS, "{value_set: mri-hip, code: 36488-5}", "36488-5", "36488-5", "$code stands alone and takes"),
    Break("a $code beside others", SUGGESTIONS, "left: {$code", "left: {display: Left, $code", "left:", "$code stands alone and takes"),
    Break("a side missing", SUGGESTIONS, "unrecorded:", "unknown:", "$by_side", "$by_side stands alone and takes left, right, both, unrecorded"),
    Break("an unknown instruction", SUGGESTIONS, "- text: MRI", "- $text: MRI", "$text", "$text is not one of $code, $by_side"),
    Break("an empty element", SUGGESTIONS, "- text: MRI of the {hip}", "- text:", "- text:", "is empty; leave it out"),
    Break("an empty list", SUGGESTIONS, "    note:\n      - text: MRI of the {hip}", "    note: []", "note", "is empty; leave it out"),
    Break("a placeholder in the resource", SUGGESTIONS, "- text: MRI of the {hip}", '- text: "MRI, {side}"', "- text", "may name {hip} in braces, and nothing else"),
    Break("a condition that names no finding", SUGGESTIONS, "  arranged:", "  only_if: hip_pian\n  arranged:", "hip_pian", "'hip_pian' does not stand in findings.yaml"),
    Break("a placeholder in the label", SUGGESTIONS, "label: Order MRI of the {hip}", 'label: "MRI {side}"', "label", "may name {hip} in braces"),
    Break("a brace in the description", SUGGESTIONS, "description: Create", 'description: "}"  # Create', "description", "may name {hip} in"),
]

LANGUAGE, REPORTS, SYMPTOMS = "language.yaml", "report_terms.yaml", "symptom_terms.yaml"

PROSE = [
    Break("unknown key of a language", LANGUAGE, "small:", "tiny: [wee]\nsmall:", "tiny", "tiny: Extra inputs are not permitted"),
    Break("unknown kind of trigger", LANGUAGE, "  ahead:", "  around: [nearly]\n  ahead:", "around", "denies.around: Extra inputs"),
    Break("unknown key of a concept", REPORTS, "    names:", "    named: [x]\n    names:", "named", "concepts.hip_pain.named: Extra inputs"),
    Break("no concept at all", REPORTS, "  hip_pain:\n    means: [hip-pain]\n    names: [painful hip]\n    together:\n      - {words: oedema, near: [femur]}\n", "  {}\n", "concepts", "concepts: Dictionary should have at least 1 item"),
    Break("a respelling in capitals", LANGUAGE, "oedem: [edem]", "Oedem: [edem]", "Oedem", "respellings.Oedem: String should match pattern"),
    Break("a part without another spelling", LANGUAGE, "oedem: [edem]", "oedem: []", "oedem", "respellings.oedem: Tuple should have at least 1 item"),
    Break("slips of short words", LANGUAGE, "slips_from: 7", "slips_from: 3", "slips_from", "slips_from: Input should be greater than or equal to 5"),
    Break("sentences without end", LANGUAGE, "longest_sentence: 40", "longest_sentence: 4000", "longest", "longest_sentence: Input should be less than or equal to 200"),
    Break("a phrase on two lines", LANGUAGE, 'ahead: ["no"]', 'ahead: ["no\\nsign"]', "ahead", "denies.ahead.0: String should match pattern"),
    Break("a phrase with a stop", LANGUAGE, 'ahead: ["no"]', 'ahead: ["no", "none; nil"]', "none; nil", "'none; nil' has no words, or a stop at which every phrase ends"),
    Break("a phrase without words", LANGUAGE, 'ahead: ["no"]', 'ahead: ["no", "(any)"]', "(any)", "'(any)' has no words, or a stop"),
    Break("a phrase that stands twice in its list", LANGUAGE, "[the, of]", "[the, of, the]", "small", "'the' stands in language.yaml under small as well"),
    Break("a phrase in two lists", LANGUAGE, "[the, of]", '[the, of, "no"]', "ahead", "'no' stands in language.yaml under small as well"),
    Break("two phrases that may read the same", LANGUAGE, "elsewhere: [knee]", "elsewhere: [knee, (left) knee, hand|knee]", "elsewhere", "'knee' stands in language.yaml under elsewhere as well"),
    Break("a term that the language has", SYMPTOMS, "[pain, ache]", "[pain, knee]", "knee", "'knee' stands in language.yaml under elsewhere as well"),
    Break("a term of two concepts", SYMPTOMS, "    said_of: [hip]\n", "    said_of: [hip]\n  limp:\n    names: [limp, coxalgia]\n", "limp, coxalgia", "'coxalgia' stands in symptom_terms.yaml under concepts.hip_pain.names as well"),
    Break("a word in two spellings", REPORTS, "names: [painful hip]", "names: [painful hip, edema of the hip]", "names", "'edema' is spelt 'oedema' elsewhere; see respellings"),
    Break("an unknown value set of a concept", REPORTS, "means: [hip-pain]", "means: [hip-pian]", "hip-pian", "'hip-pian' does not stand in value_sets/"),
    Break("unknown words", REPORTS, "{words: oedema", "{words: swelling", "words: swelling", "'swelling' does not stand in words"),
    Break("unknown neighbours", REPORTS, "near: [femur]", "near: [fermur]", "fermur", "'fermur' does not stand in words or sites"),
    Break("an unknown site", SYMPTOMS, "said_of: [hip]", "said_of: [knee]", "said_of", "'knee' does not stand in sites"),
    Break("unknown company", SYMPTOMS, "said_of: [hip]", "company: [aches]", "company", "'aches' does not stand in words"),
    Break("words that no concept uses", SYMPTOMS, "[pain, ache]", "[pain, ache]\n  gait: [walks]", "gait", "no concept uses the words 'gait'"),
    Break("words that are called like a site", SYMPTOMS, "  pain: [pain, ache]", "  hip: [pain, ache]", "hip: [pain", "'hip' is also the name of a site"),
]

YAML = [
    Break("a key that stands twice", RULE, "title:", "ref: TEST-2\ntitle:", "TEST-2", "'ref' stands here twice"),
    Break("a finding that stands twice", FINDINGS, "", FINDING.format(name="hip_pain").replace(":", ":  # again", 1), "# again", "'hip_pain' stands here twice"),
    Break("not YAML", RULE, "hooks: [patient-view]", "hooks: [patient-view", "when:", "expected ',' or ']'"),
    Break("a tab", RULE, "  indicator", "\tindicator", "\tindicator", "found character that cannot start any token"),
    Break("an anchor", RULE, "mentions: [limp]", "mentions: &names [limp]", "&names", "anchors, aliases and tags are not used"),
    Break("an alias that contains itself", RULE, "mentions: [limp]", "mentions: &names [*names]", "&names", "anchors, aliases and tags"),
    Break("a tag", RULE, "ref: TEST-1", "ref: !!python/name:os.system TEST-1", "!!python", "anchors, aliases and tags are not used"),
    Break("a key that is not a string", READING, '"yes"', "yes", "  yes:", "the key 'yes' is not a string; quote it"),
    Break("a merge key", RULE, "card:", "<<: {once: true}\ncard:", "<<", "the key '<<' is not a string; quote it"),
    Break("a list as a key", RULE, "ref: TEST-1", "? [ref]\n: TEST-1", "? [ref]", "is not a string; quote it"),
    Break("a number that is none", RULE, "priority: 1", "priority: 0b_", "", "not valid YAML: invalid literal"),
    Break("a control character", RULE, "TEST-1", "TEST\x07", "", "not valid YAML: unacceptable character"),
    Break("two documents", RULE, "card:", "---\ncard:", "---", "but found another document"),
    Break("nested beyond reason", RULE, "mentions: [limp]", f"mentions: {'[' * 3000}{']' * 3000}", "", "nested too deeply"),
]

# fmt: on

ROWS = [
    *SHAPE,
    *CONDITION,
    *NAMES,
    *UNUSED,
    *EXAMPLES,
    *STATEMENTS,
    *CARDS,
    *VOCABULARY,
    *TEMPLATES,
    *PROSE,
    *YAML,
]


def test_the_small_rule_book_is_sound(directory: Path) -> None:
    assert open_rulebook(directory).rules.keys() == {"hip-pain"}


@pytest.mark.parametrize("broken", ROWS, ids=lambda row: row.name)
def test_a_fault_is_refused_with_its_file_and_line(
    broken: Break,
    edit: Callable[[str, str, str], None],
    faults: Callable[[], list[str]],
    line_of: Callable[[str, str], int],
) -> None:
    edit(broken.file, broken.old, broken.new)

    told = faults()

    file = broken.elsewhere or broken.file
    at = f"{file}:{line_of(file, broken.at)}: "
    assert [fault for fault in told if fault.startswith(at) and broken.told in fault], told
