# Computes, with numpy alone, what one or more steps of gradient descent on distillation's losses give.
# The learners and guides are one dense layer of two inputs and three outputs; the batch is all data.
#     python3 distillation.py
import numpy as np


def numbers(rows, columns, shift):
    return np.sin(np.arange(rows * columns) + shift).reshape(rows, columns)


X = numbers(4, 2, 0.5)
LABELS = np.array([0, 1, 2, 0])
ONE_HOT = np.eye(3)[LABELS]


def layer(shift):
    return numbers(3, 2, shift), numbers(1, 3, shift + 1)[0]


def answers(net, x=X):
    return x @ net[0].T + net[1]


def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def cross_entropy(z):
    return -np.log(softmax(z)[np.arange(len(z)), LABELS]).mean(), (softmax(z) - ONE_HOT) / len(z)


def soft_targets(z, target, t):
    p, q = softmax(z / t), softmax(target / t)
    return t * t * (q * (np.log(q) - np.log(p))).sum(1).mean(), t * (p - q) / len(z)


def stepped(net, gradient, rate=0.5, x=X):
    return net[0] - rate * gradient.T @ x, net[1] - rate * gradient.sum(0)


def show(name, *values):
    print(name, *[", ".join("%.10g" % v for v in np.ravel(value)) for value in values], sep="\n  ")


teacher, other, student = layer(2), layer(5), layer(9)

task, task_slope = cross_entropy(answers(student))
kd, kd_slope = soft_targets(answers(student), answers(teacher), 4)
show("one guide: task, answer, weight", task, kd, stepped(student, 0.5 * task_slope + kd_slope)[0])

mean = (answers(teacher) + answers(other)) / 2
md, md_slope = soft_targets(answers(student), mean, 2)
show("mean of two guides, no task: answer, weight", md, stepped(student, md_slope)[0])

a, b = student, other
a_slope = cross_entropy(answers(a))[1] + soft_targets(answers(a), answers(b), 1)[1]
b_slope = cross_entropy(answers(b))[1] + soft_targets(answers(b), answers(a), 1)[1]
show("mutual: weights", stepped(a, a_slope)[0], stepped(b, b_slope)[0])

average, net = student, student
for step in range(1, 4):
    own, own_slope = soft_targets(answers(net), answers(average), 1)
    net = stepped(net, cross_entropy(answers(net))[1] + own_slope)
    keep = min(1 - 1 / (step + 1), 0.6)
    average = tuple(keep * old + (1 - keep) * new for old, new in zip(average, net))
show("own past, 3 steps: answer, weight, average", own, net[0], average[0])
