package sandbox

import "time"

// topics are the tags that agents put on reviews, in the group that the web app shows.
func topics() []string {
	return []string{"shipping", "damaged", "staff", "refund", "quality", "sizing", "website", "price"}
}

// tagSets lists every set of tags that occurs, with the number of each: topic
// (0 for none), whether it was escalated, and the campaign (0 for none).
func tagSets() ([][]tag, map[[3]int]uint32) {
	sets, numbers := [][]tag{nil}, map[[3]int]uint32{{0, 0, 0}: 0}
	campaigns := []string{"spring-sale", "winter-launch", "club"}
	for topic := 0; topic <= len(topics()); topic++ {
		for escalated := range 2 {
			for campaign := 0; campaign <= len(campaigns); campaign++ {
				var set []tag
				if topic > 0 {
					set = append(set, tag{"generic", topics()[topic-1]})
				}
				if escalated > 0 {
					set = append(set, tag{"generic", "escalated"})
				}
				if campaign > 0 {
					set = append(set, tag{"campaign", campaigns[campaign-1]})
				}
				if set != nil {
					numbers[[3]int{topic, escalated, campaign}] = uint32(len(sets))
					sets = append(sets, set)
				}
			}
		}
	}
	return sets, numbers
}

// tagSet chooses the tags of review i: agents tag by what the text tells, more
// often the worse it is; a few carry the campaign of their invitation.
func (g *generated) tagSet(t *dice, i int, r row, age time.Duration) uint32 {
	var key [3]int
	often := 18
	if r.stars <= 3 {
		often = 55
	}
	if age > 12*time.Hour && t.chance(often) {
		key[0] = g.topic(i, r)
	}
	if r.stars == 1 && age > 24*time.Hour && t.chance(15) {
		key[1] = 1
	}
	if r.ref > 0 && t.chance(5) {
		key[2] = 1 + t.below(3)
	}
	return g.tagNumber[key]
}
