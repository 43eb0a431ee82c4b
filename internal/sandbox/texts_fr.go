package sandbox

func french() language {
	return language{
		code: "fr", locale: "fr-FR", weight: 7,
		first:  []string{"Amélie", "Jean-Luc", "Camille", "Théo", "Françoise", "Mehdi", "Élodie", "Gaël", "Noémie", "Pascal", "Aïcha=aicha", "Rémi", "Sylvie", "Hugo", "Maëlys", "Bernard"},
		last:   []string{"Brisefer", "Lefèvre", "Marchand", "Delacroix", "N'Diaye", "Garnier", "Bélanger", "Rousseau", "Chevallier", "Pottier", "Benali", "Morvan", "Léger", "Fontaine", "Aubry"},
		places: []string{"Lyon, FR", "Grenoble, FR", "Annecy, FR", "Rennes, FR", "Liège, BE", "Lausanne, CH", "Toulouse, FR", "Paris, FR", "Gap, FR"},
		happy: voice{
			titles: []string{"Très satisfaite", "Je recommande", "Parfait du début à la fin", "Au top", "Une vraie boutique de passionnés"},
			short:  []string{"Parfait, merci !", "Rapide et efficace.", "Rien à redire.", "Très bon rapport qualité-prix.", "Comme toujours, impeccable."},
			begin: []string{
				"Troisième commande ici et toujours aussi contents.", "Je laisse rarement des avis, mais là c'est mérité.", "Il nous fallait une tente en urgence pour le Vercors.", "C'était un cadeau pour mon père.",
			},
			told: []told{
				{"shipping", "Livraison rapide", "Commandé dimanche soir, le colis était là mardi matin."},
				{"staff", "Excellents conseils", "{staff} a pris le temps de m'expliquer au téléphone la différence entre les deux sacs, sans pousser à la dépense."},
				{"staff", "", "En magasin, on m'a laissé essayer des chaussures pendant une demi-heure, avec de vrais conseils."},
				{"quality", "Vraiment imperméable", "La veste a déjà tenu {n} jours de pluie en Bretagne et je suis toujours au sec."},
				{"quality", "", "Le réchaud ne pèse rien et fait bouillir un litre en un clin d'œil."},
				{"sizing", "", "Le guide des tailles est juste : pas une seule ampoule à la première sortie."},
				{"refund", "", "J'ai renvoyé un pantalon et j'ai été remboursé au bout de {n} jours."},
				{"price", "", "Moins cher qu'ailleurs, et ils se sont alignés sur le prix sans discuter."},
				{"damaged", "", "Une sardine était tordue ; une photo par mail et deux jours après j'en recevais un jeu complet."},
			},
			aside: []string{"Même le chien approuve.", "Emballage tout carton, zéro plastique, bravo.", "La couleur est un peu plus foncée qu'à l'écran, mais très jolie.", "Le petit mot écrit à la main m'a fait sourire."},
			end:   []string{"Merci à toute l'équipe.", "Je reviendrai.", "Cinq étoiles bien méritées.", "Continuez comme ça !"},
		},
		mixed: voice{
			titles: []string{"Moyen", "Bien, mais…", "Peut mieux faire", "Avis mitigé"},
			short:  []string{"Correct, sans plus.", "Bonnes chaussures, mauvaise communication.", "Moyen.", "C'est arrivé, mais tard."},
			begin:  []string{"Ni bien ni mal.", "Le produit en lui-même est bien.", "J'aurais aimé mettre quatre étoiles.", "Expérience mitigée cette fois."},
			told: []told{
				{"shipping", "Livraison trop longue", "La livraison a pris {n} jours au lieu de trois, et personne ne m'a prévenu."},
				{"quality", "", "Le pantalon est confortable, mais la fermeture de la poche accroche déjà."},
				{"sizing", "Taille petit", "La polaire taille petit ; il a fallu l'échanger, et les frais étaient pour moi."},
				{"staff", "", "Une fois {staff} au bout du fil, tout a été réglé, mais c'était mon quatrième appel."},
				{"website", "", "Le site annonçait « en stock » ; deux jours plus tard, un mail m'apprenait que non."},
				{"price", "", "Une semaine après, le matelas était à moins vingt pour cent. Un peu rageant."},
			},
			aside: []string{"Je le garde quand même.", "Je n'ai peut-être pas eu de chance.", "Le chat en ligne ne sert à rien."},
			end:   []string{"À voir dans la durée.", "Il y a de la marge.", "Trois étoiles, ça me paraît juste."},
		},
		angry: voice{
			titles: []string{"À fuir", "Très déçu", "Plus jamais", "Inadmissible", "Dernière commande chez vous"},
			short:  []string{"Plus jamais.", "Toujours pas de colis, toujours pas de réponse.", "Service lamentable.", "Passez votre chemin.", "Commande {order} : où est-elle ???"},
			begin:  []string{"Cliente depuis des années, je suis vraiment déçue.", "Si j'avais lu les avis avant…", "Par où commencer.", "Ce devait être un cadeau d'anniversaire."},
			told: []told{
				{"shipping", "Jamais reçu", "Commande {order} passée il y a {n} jours, et toujours rien."},
				{"shipping", "Jamais livré", "Le transporteur affirme m'avoir remis le colis en main propre. J'étais au travail."},
				{"damaged", "Arrivé cassé", "La tente est arrivée avec une déchirure à l'intérieur et un arceau cassé net."},
				{"damaged", "", "Le réchaud était cabossé, et la boîte avait visiblement déjà été ouverte."},
				{"refund", "J'attends mon remboursement", "Chaussures renvoyées le 3, reçues chez vous le 5, et j'attends toujours mes 149 €."},
				{"refund", "Où est mon argent ?", "On m'a d'abord dit {n} jours, puis encore {n}, et maintenant plus personne ne répond."},
				{"quality", "La semelle s'est décollée", "La semelle s'est décollée au bout de deux week-ends, sur un simple chemin."},
				{"quality", "Imperméable ? Non.", "La veste « imperméable » était trempée après vingt minutes d'une pluie ordinaire."},
				{"sizing", "Deux fois la mauvaise taille", "Commandé du 39, reçu du 42. Échangé, et de nouveau du 42."},
				{"staff", "Aucune réponse", "Trois mails, deux appels ; à chaque fois on promet de me rappeler, et rien."},
				{"website", "Débité deux fois", "J'ai été débitée deux fois et impossible de joindre un être humain."},
			},
			aside: []string{"Nous partons vendredi et nous n'avons pas de tente.", "J'ai des photos de tout.", "La seule réponse a été un mail automatique."},
			end:   []string{"Je veux être remboursée.", "Répondez-moi, s'il vous plaît.", "La prochaine étape, c'est la médiation.", "Une étoile parce que zéro n'existe pas."},
		},
		but: []string{"Une étoile de moins pour le délai.", "Seul bémol : la notice est minuscule.", "Les frais de port sont un peu élevés."},
		reply: replies{
			hello:  []string{"Bonjour {name},", "Chère cliente, cher client,"},
			thanks: []string{"merci beaucoup pour ces mots, je les transmets à l'équipe.", "quel plaisir de vous lire, merci !", "un grand merci, et de belles sorties."},
			sorry:  []string{"je suis désolée, cela n'aurait pas dû se passer ainsi.", "je comprends votre agacement et vous présente nos excuses.", "merci de nous l'avoir signalé, et pardon pour l'attente."},
			help: []string{
				"Pouvez-vous répondre à notre mail d'aujourd'hui pour que je règle cela ?", "Un nouvel article part aujourd'hui, vous n'avez rien à faire.",
				"J'ai demandé une preuve de livraison au transporteur et je vous écris au plus tard demain.", "Le remboursement est parti ce matin et vous parviendra sous trois jours.",
			},
			bye: []string{"Bien cordialement,", "À bientôt,", "Cordialement,"},
		},
		ask:      []string{"Bonjour {name}, nous ne trouvons pas de commande à votre nom. Pourriez-vous nous donner son numéro ?", "Bonjour {name}, nous aimerions vous aider. De quelle commande s'agit-il ?"},
		answered: []string{"C'est la {order}, au nom de mon mari.", "Commande {order}, passée en tant qu'invité."},
	}
}
