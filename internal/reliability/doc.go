// Package reliability proves by breaking things that nothing is published twice, lost or claimed falsely: it holds tests
// alone, and what they find is in docs/reliability.md.
package reliability
