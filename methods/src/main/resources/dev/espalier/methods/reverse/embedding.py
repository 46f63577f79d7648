# Wanted outputs. WantedOutput.java says what each is; logits are (batch, classes), labels (batch).

def nearest(logits: Tensor, labels: Tensor, margin: float) -> Tensor:
  index = torch.unsqueeze(labels, 1)
  own = torch.gather(logits, 1, index) - margin
  others = torch.scatter(logits, 1, index, -1e308)
  sorted, order = torch.sort(others, 1, True)
  count = torch.size(logits, 1) - 1
  sums = torch.cat([own, own + torch.cumsum(torch.slice(sorted, 1, 0, count, 1), 1)], 1)
  means = sums / torch.arange(1, count + 2, dtype=7, device=logits.device)
  # The smallest k is the number of means in a row, from the first, that lie below the next entry.
  short = torch.cumprod(torch.to(torch.lt(means, sorted), 4), 1)
  k = torch.sum(short, [1], True)
  level = torch.gather(means, 1, k)
  pooled = torch.scatter(torch.minimum(logits, level), 1, index, level + margin)
  return torch.where(torch.eq(k, 0), logits, pooled)

def max_assign(logits: Tensor, labels: Tensor, factor: float) -> Tensor:
  highest = torch.amax(logits, [1], True)
  return torch.scatter(logits, 1, torch.unsqueeze(labels, 1), highest + (factor - 1.) * torch.abs(highest))

def one_hot(logits: Tensor, labels: Tensor) -> Tensor:
  return torch.scatter(torch.zeros_like(logits), 1, torch.unsqueeze(labels, 1), 1.)

def hits(logits: Tensor, labels: Tensor) -> Tensor:
  return torch.eq(torch.argmax(logits, 1), labels)
