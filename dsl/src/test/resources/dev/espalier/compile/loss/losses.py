"""Saves predictions, targets, losses by row and the mean's slope, as torch and scikit-learn have them."""
import sys

try:
    import numpy as np
    import torch
    import torch.nn.functional as F
    from sklearn.metrics import mean_pinball_loss
    from sklearn.utils.class_weight import compute_class_weight
except ImportError:
    sys.exit(77)

out = {}


def save(name, key, x, t, loss):
    x = x.clone().requires_grad_()
    each = loss(x, t)
    each.mean().backward()
    place = name + '/' + key + '/'
    out.update({place + 'x': x.detach(), place + 't': t.double(), place + 'each': each.detach(), place + 'slope': x.grad})


def rows(each):
    return each if each.dim() == 1 else each.flatten(1).mean(1)


def focal(focusing):
    def of(x, t):
        p = torch.softmax(x, 1)[torch.arange(len(t)), t]
        return -(1 - p) ** focusing * torch.log(p)
    return of


def pinball(q):
    def of(x, t):
        each = rows(torch.where(t >= x, q * (t - x), (1 - q) * (x - t)))
        by_row = [mean_pinball_loss(t[i].numpy().ravel(), x[i].detach().numpy().ravel(), alpha=q) for i in range(len(t))]
        assert np.allclose(each.detach().numpy(), by_row, rtol=0, atol=1e-12)
        return each
    return of


for seed in range(4):
    torch.manual_seed(seed)
    for width in (2, 3, 7):
        for n in (4, 50):
            key = '%d %d %d' % (seed, width, n)
            x = 3 * torch.randn(n, width, dtype=torch.float64)
            t = torch.randint(0, width, (n,))
            if seed == 1:
                x = torch.round(x)
            if seed == 2:
                t = torch.minimum(t, torch.tensor(max(0, width - 2)))
            weights = torch.arange(width).double() * 0.75
            for smoothing in (0., .1, .5):
                for name, w in (('plain', None), ('weights', weights)):
                    save('%s %s' % (name, smoothing), key, x, t,
                         lambda x, t: F.cross_entropy(x, t, weight=w, label_smoothing=smoothing, reduction='none'))
            t[:min(n, width)] = torch.arange(min(n, width))
            if n > width:
                balanced = torch.tensor(compute_class_weight('balanced', classes=np.arange(width), y=t.numpy()))
                save('balanced', key, x, t, lambda x, t: F.cross_entropy(x, t, weight=balanced, reduction='none'))
            for focusing in (0., 1., 2., 3.5):
                save('focal %s' % focusing, key, x, t, focal(focusing))
    for shape in ((6, 1), (30, 4), (5, 2, 3, 3)):
        key = '%d %s' % (seed, shape)
        x, t = 2 * torch.randn(shape, dtype=torch.float64), 2 * torch.randn(shape, dtype=torch.float64)
        save('squared', key, x, t, lambda x, t: rows(F.mse_loss(x, t, reduction='none')))
        save('half squared', key, x, t, lambda x, t: (x - t).square().flatten(1).sum(1) / 2)
        save('absolute', key, x, t, lambda x, t: rows(F.l1_loss(x, t, reduction='none')))
        for delta in (.25, 1., 3.):
            save('huber %s' % delta, key, x, t, lambda x, t: rows(F.huber_loss(x, t, reduction='none', delta=delta)))
        for q in (.1, .5, .9):
            save('quantile %s' % q, key, x, t, pinball(q))
        rate = torch.exp(x)
        save('poisson', key, rate, torch.poisson(rate),
             lambda x, t: rows(F.poisson_nll_loss(x, t, log_input=False, reduction='none')))
        p, there = torch.sigmoid(4 * x), (t > 1).double()
        save('binary', key, p, there, lambda x, t: rows(F.binary_cross_entropy(x, t, reduction='none')))
        save('binary', key + ' soft', p, torch.sigmoid(t), lambda x, t: rows(F.binary_cross_entropy(x, t, reduction='none')))
torch.save(out, sys.argv[1] + '/losses.pt')
