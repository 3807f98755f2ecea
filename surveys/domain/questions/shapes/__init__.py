"""How answers look and are judged. Each shape stands here and, to the letter, in static/respondent/shapes/.

static/respondent/shapes.js knows them by name; each has

    read(question, name, form)          the value out of the fields of a form, not judged yet; null when they are empty
    check(question, value, inForce)     null when it is no answer, else {value} (with `private` where it identifies a
                                        person) or {error: {code, params}}
    words(question, value, labels)      a judged answer in words

`question` is the plan of a question: its settings, with `options`, `rows`, `columns` in the order of the definition.
`form` has get(name), getlist(name) and keys(); `inForce` are the {options, rows, columns, today} of this respondent,
`labels` the texts by id. No answer is null, never undefined.
"""
