package sandbox

func english() language {
	return language{
		code: "en", locale: "en-GB", weight: 24,
		first: []string{
			"Olivia", "Harry", "Priya", "Callum", "Niamh", "George", "Chloe", "Tariq", "Megan", "Oliver", "Siobhán", "Rhys", "Aisha", "Tom", "Eleanor",
			"Declan", "Zainab", "Jack", "Imogen", "Femi", "Lucy", "Ravi", "Hannah", "Euan", "Grace", "Samuel", "Beth", "Kwame", "Fiona", "Daniel",
		},
		last: []string{
			"Hartley", "Okafor", "Whitcombe", "Patel", "Brennan", "MacInnes", "Ashdown", "Khan", "Pemberton", "O'Dowd", "Llewellyn", "Fairclough", "Singh",
			"Thornbury", "Adeyemi", "Marsden", "Gallagher", "Nettleton", "Ferguson", "Blackwood", "Osei", "Winterbourne", "Hughes", "Rahman", "Copplestone",
			"Dunmore", "Lockhart", "Sinclair", "Varley", "Yates",
		},
		places: []string{
			"Leeds, GB", "Bristol, GB", "Glasgow, GB", "Cork, IE", "Galway, IE", "Sheffield, GB", "Keswick, GB", "Cardiff, GB", "Belfast, GB", "London, GB",
			"Inverness, GB", "Dublin, IE", "Exeter, GB", "Manchester, GB",
		},
		happy: voice{
			titles: []string{
				"Great kit, great service", "Exactly what I needed", "Will buy again", "Brilliant from start to finish", "Proper outdoor shop",
				"Very happy", "Couldn't fault them", "Fast and friendly",
			},
			short: []string{
				"Brilliant, thanks!", "All good, quick delivery.", "Exactly as described.", "Great jacket, great price.", "Spot on, as always.",
				"Arrived early. Happy with it.", "No complaints whatsoever.",
			},
			begin: []string{
				"Third time I've ordered from Acme and still impressed.", "First order here and it won't be the last.", "I don't usually write reviews, but credit where it's due.",
				"Bought a present for my dad's sixtieth.", "Needed a new tent in a hurry before a weekend in Snowdonia.", "Really pleased with this.",
				"Found them through a friend in my walking club.",
			},
			told: []told{
				{"shipping", "Two days door to door", "Ordered on Sunday evening and the parcel was on the doorstep on Tuesday morning."},
				{"shipping", "", "Tracking worked all the way and the driver even rang ahead."},
				{"staff", "", "I rang to ask about sizing and {staff} talked me through it without once trying to sell me the dearer pair."},
				{"staff", "", "The chap in the shop spent half an hour fitting my rucksack properly."},
				{"quality", "", "The jacket has now been through {n} days of Scottish drizzle and I'm still dry underneath."},
				{"quality", "", "The stove boils a litre in no time and packs down to nothing."},
				{"quality", "", "Stitching on the backpack is first rate, every zip runs smoothly."},
				{"sizing", "Boots are spot on", "The size guide was right: ordered a 9½, walked up Helvellyn the next day, not a single blister."},
				{"refund", "", "Had to send one of the two sleeping bags back and the money was in my account within {n} days."},
				{"price", "", "Ten pounds cheaper than anywhere else and they matched the discount code I'd missed."},
				{"website", "", "The website tells you honestly what's in stock and what isn't, which is rarer than it should be."},
				{"damaged", "", "One tent peg was bent, I sent a photo and a whole new set arrived two days later."},
			},
			aside: []string{
				"The dog approves too.", "Even the packaging was all cardboard, no plastic.", "The handwritten note made me smile.", "My wife has already stolen it.",
				"Colour is a touch darker than on screen, which I prefer.",
			},
			end: []string{
				"Thanks to all at Acme.", "Would recommend to anyone.", "I'll be back before the winter.", "Five stars well deserved.", "Keep it up!", "Happy customer.",
			},
		},
		mixed: voice{
			titles: []string{"Fine, but…", "Mixed feelings", "OK in the end", "Could be better", "Decent but not great"},
			short:  []string{"It's OK.", "Does the job, nothing more.", "Good boots, poor communication.", "Average.", "Took its time but got here."},
			begin: []string{
				"Not bad, not great.", "I wanted to give four stars but can't.", "The product itself is fine.", "Bit of a mixed bag, this one.", "I've had better from Acme in the past.",
			},
			told: []told{
				{"shipping", "Good product, slow delivery", "It took {n} days when the website promised three, and nobody let me know."},
				{"shipping", "", "Half the order came on Monday, the other half a week later, in two enormous boxes."},
				{"quality", "", "The trousers are comfortable but the pocket zip already sticks."},
				{"sizing", "Comes up small", "The fleece comes up a good size small, so I had to exchange it and pay the postage myself."},
				{"staff", "", "Once I got hold of {staff} it was sorted quickly, but that was my fourth call."},
				{"website", "", "The site said in stock when it wasn't; I got an e-mail two days later."},
				{"price", "", "A week after I bought it the same mat was twenty per cent off. Bit galling."},
				{"refund", "", "The refund did come, after {n} days and two reminders."},
			},
			aside: []string{"I'll keep it, but only just.", "Maybe I was unlucky.", "The chat bot is no help at all."},
			end:   []string{"Let's see how it holds up.", "Room for improvement.", "Might try again, might not.", "Three stars is fair, I think."},
		},
		angry: voice{
			titles: []string{
				"Avoid", "Very disappointed", "Used to be good", "Not what I expected of Acme", "Stay away", "Last time for me",
			},
			short: []string{
				"Never again.", "Still no parcel. Still no answer.", "Awful service.", "Don't bother.", "Rubbish quality for the price.", "Order {order} – where is it???",
			},
			begin: []string{
				"I've been a customer for years and I'm really disappointed.", "I wish I had read the reviews first.", "Where do I start.", "Honestly shocking.",
				"This was meant to be a birthday present.", "I don't write bad reviews lightly.",
			},
			told: []told{
				{"shipping", "Never arrived", "Ordered {n} days ago, order {order}, and the tracking has said \"label created\" ever since."},
				{"shipping", "Never delivered", "The courier claims the parcel was handed to me in person. It wasn't, I was at work."},
				{"damaged", "Arrived broken", "The tent arrived with a tear in the inner and one pole snapped clean in two."},
				{"damaged", "", "The stove turned up with a dent and no regulator in the box, which had clearly been opened before."},
				{"refund", "Still waiting for my money", "I sent the boots back on the 3rd, you signed for them on the 5th, and I'm still waiting for £140."},
				{"refund", "Where is my refund?", "First they said {n} days for the refund, then another {n}, now they've stopped replying."},
				{"quality", "Fell apart after two weekends", "The sole came off after two weekends, on a gravel path of all places."},
				{"quality", "Waterproof? No.", "\"Waterproof\" jacket was soaked through in twenty minutes of ordinary rain."},
				{"sizing", "Wrong size, twice", "Ordered an 8, got a 10. Sent it back, got another 10."},
				{"staff", "No answer from anyone", "I've written three e-mails and rung twice; each time someone promises to call back and nobody does."},
				{"staff", "", "The lad on the phone told me it was my own fault and hung up."},
				{"website", "Charged twice", "Was charged twice for one order and there's no way to reach a person about it."},
				{"price", "", "Paid for express delivery and got the standard one, and they won't give the difference back."},
			},
			aside: []string{
				"We leave for Norway on Friday and have no tent.", "I have photos of everything.", "My e-mail was answered by a robot with a link to the FAQ.",
				"It was out of stock the moment I asked for an exchange, of course.",
			},
			end: []string{
				"I want my money back.", "Please just answer me.", "Will be going to my bank next.", "One star because zero isn't possible.", "Never again, sorry.",
				"If anybody from Acme reads this: please get in touch.",
			},
		},
		but: []string{
			"One star off because delivery took a while.", "Only niggle: the instructions are tiny.", "Would have been five stars with a spare set of pegs.",
			"Postage is a bit steep though.", "The zip could be smoother.",
		},
		reply: replies{
			hello: []string{"Hi {name},", "Dear {name},", "Hello {name},"},
			thanks: []string{
				"Thank you for the kind words – I've passed them on to everybody in the warehouse.", "Lovely to hear, thank you for taking the time to write.",
				"Thanks so much! Enjoy it out there, and do send us a photo.",
			},
			sorry: []string{
				"I'm sorry about this; it isn't how it should have gone.", "I can see why you are annoyed, and I apologise.", "Thank you for telling us, and sorry for the wait.",
			},
			help: []string{
				"Could you reply to our e-mail from today so that I can put it right?", "A replacement leaves us today, and there's nothing you need to do.",
				"I've asked the courier for proof of delivery and will write to you by tomorrow noon.", "The refund went out this morning and should be with you within three days.",
			},
			bye: []string{"Best wishes,", "Kind regards,", "All the best,"},
		},
		ask: []string{
			"Hello {name}, we can't find an order under your name. Could you share its number?", "Hi {name}, we would like to help. Which order is this about?",
		},
		answered: []string{"It is {order}, bought under my husband's name.", "Order {order}. I paid as a guest.", "{order}, thanks for looking into it."},
	}
}
