// Package hostile holds the sweep of hostile texts: every line of the corpus through every command, format and screen, and
// a terminal that knows no sequence but tpdesk's own. It has tests only, and leaves the making safe to package review.
package hostile
